DROP VIEW field_answers;

DROP TABLE
    field_options,
    field_dependencies,
    conditional_rules,
    survey_responses,
    fields,
    survey_versions,
    survey_links,
    sections,
    invitations,
    user_roles,
    surveys,
    role_permissions,
    jobs,
    audit_logs,
    api_keys,
    uncounted_responses,
    suppressions,
    roles,
    members,
    idempotency_keys,
    custom_permissions;
