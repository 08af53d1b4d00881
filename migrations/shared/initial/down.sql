DROP TABLE
    shared.user_tokens,
    shared.user_sessions,
    shared.tenant_keys,
    shared.organization_memberships,
    shared.users,
    shared.organizations,
    shared.login_attempts,
    shared.audit_logs;
