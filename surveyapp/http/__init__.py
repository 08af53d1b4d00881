"""The kit that the rooms' views are built with: one way to declare a route, one way to run a request, one error format.

May touch: Flask, flask-smorest, marshmallow, `tenants`, `transaction`, `problems`, `permissions`. Must not import a
room: what it needs of them (who is calling, what is written about it) are ports that `app.py` binds.
"""
