"""Work off the request path, run by `python -m tasks.worker` (I02, I03).

A message names a row, the row is the truth: a job's module takes ids, calls one service, and says what is left
behind. May touch: rooms through their `service`, Redis and Huey (queue.py, worker.py). Must not: hold rules of its own,
take ORM objects or personal data as arguments, be imported by a room.

Read queue.py (what travels), job.py (how a row is run), subscriptions.py (what follows what), schedule.py (what comes
round by the clock).
"""
