"""The load generator: one process, raw sockets, one epoll, so that it is never what is being measured.

It is started by `running.py` as `python -m bench.client`, reads one JSON plan from standard input, connects, does what
its script wants done beforehand, says `ready`, waits for a line, and works for the plan's seconds; then it finishes
what is in flight and prints one JSON line. Standard library only: it imports nothing of the product.
"""
