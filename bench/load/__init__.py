"""A realistic crowd against a running server: `./dev load`. Locust lives in a virtual environment of its own.

`locustfile.py` is what locust runs: it needs locust, the standard library, and the demo's invented respondents, who
can answer any survey and need nothing but the pure engine. `environment.py` makes that virtual environment from its own
lock.
"""
