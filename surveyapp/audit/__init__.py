"""What was done, by whom, and when (S03-S08, C12).

May touch: `audit_logs` of the tenant, `shared.audit_logs` for what has no tenant, the log.
Must not: change or remove a row once written (the tenant's role has no right to); hold an answer or a token.
"""
