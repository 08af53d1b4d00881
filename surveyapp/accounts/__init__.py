"""People and their rights: registration, sessions, organizations, members, roles and keys (U01-U17).

May touch: the shared tables, each in its own short transaction, and the tenant's roles, members and keys.
Must not: know any room but `audit`; say by any answer whether an e-mail address has an account at login.
"""
