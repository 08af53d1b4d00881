GRANT USAGE ON SCHEMA shared TO surveyapp_shared;

GRANT SELECT, INSERT, UPDATE, DELETE ON shared.login_attempts, shared.organizations, shared.users, shared.organization_memberships, shared.tenant_keys, shared.user_sessions, shared.user_tokens TO surveyapp_shared;

GRANT SELECT, INSERT ON shared.audit_logs TO surveyapp_shared;
