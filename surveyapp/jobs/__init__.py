"""Background work with a row: start it, watch it, cancel it, try it again.

The row is the truth, the queue is a hint (DESIGN 5): whatever happens to a message, a job is run by its row, once. May
touch its own table, and the queue through the port that `service.bind_queue` takes. Must not: know Huey or Redis, or
what any kind of job does; the rooms do the work, `tasks/` runs it.
"""
