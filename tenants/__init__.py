"""Floor 1: one schema, one database role and one key per organization, below everything a room can reach.

May touch: PostgreSQL through SQLAlchemy and psycopg, the environment, `cryptography` (in keys.py alone).
Must not: import surveyapp, Flask or tasks; know what a survey is; commit anywhere but in provision.py and migrate.py.

Read in this order: naming (what a tenant is called), context (which tenant is entered), db (the switch, sent in
the same message as BEGIN), models (the shared tables), ddl + provision + migrate (how a schema comes to be),
resolve (which tenant a token names), keys + encrypted (what is stored sealed).
"""
