INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('d0bf5300c1bc5de9b4180a3251454dce'::uuid, 'create_survey', 'Create surveys, by hand, by import or as a copy') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('bcc3721b33d55917bca85ea34c5d1237'::uuid, 'edit_survey', 'Change surveys and everything in them') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('837d504cee0e50b58659bab1c73bc7bb'::uuid, 'delete_survey', 'Delete surveys with their responses') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('eb5102b0576d52ffb587255b9eef4f8f'::uuid, 'publish_survey', 'Publish, close and reopen surveys; manage their public links') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('1ab61becd8e55957b12dc5098c6d71a7'::uuid, 'view_responses', 'Read responses, sensitive answers included') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('760a936be7d3558fb1d9dd37c6a1105d'::uuid, 'export_responses', 'Export responses and download exports') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('e976ed508da55fc5947e1feb53222d09'::uuid, 'view_analytics', 'Read analytics and run reports') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('7c61455f903f5fc780ad604011175ef0'::uuid, 'manage_users', 'Manage the organization, its members, roles and API keys') ON CONFLICT DO NOTHING;

INSERT INTO "custom_permissions" ("id", "codename", "description") VALUES ('b2a69e8924dd51e7ab0537316df9d51f'::uuid, 'view_audit_logs', 'Read the audit log') ON CONFLICT DO NOTHING;

INSERT INTO "roles" ("id", "name", "description", "is_seeded") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, 'admin', 'Full access to all features', true) ON CONFLICT DO NOTHING;

INSERT INTO "roles" ("id", "name", "description", "is_seeded") VALUES ('6b0a9fa166a7517a8a45d83ba9b2ac5b'::uuid, 'analyst', 'View responses, run reports, export data', true) ON CONFLICT DO NOTHING;

INSERT INTO "roles" ("id", "name", "description", "is_seeded") VALUES ('f2c7013ec0dc51d88b27c326dbdd6506'::uuid, 'data_viewer', 'View responses only (no export)', true) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, 'd0bf5300c1bc5de9b4180a3251454dce'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, 'bcc3721b33d55917bca85ea34c5d1237'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, '837d504cee0e50b58659bab1c73bc7bb'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, 'eb5102b0576d52ffb587255b9eef4f8f'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, '1ab61becd8e55957b12dc5098c6d71a7'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('6b0a9fa166a7517a8a45d83ba9b2ac5b'::uuid, '1ab61becd8e55957b12dc5098c6d71a7'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('f2c7013ec0dc51d88b27c326dbdd6506'::uuid, '1ab61becd8e55957b12dc5098c6d71a7'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, '760a936be7d3558fb1d9dd37c6a1105d'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('6b0a9fa166a7517a8a45d83ba9b2ac5b'::uuid, '760a936be7d3558fb1d9dd37c6a1105d'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, 'e976ed508da55fc5947e1feb53222d09'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('6b0a9fa166a7517a8a45d83ba9b2ac5b'::uuid, 'e976ed508da55fc5947e1feb53222d09'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, '7c61455f903f5fc780ad604011175ef0'::uuid) ON CONFLICT DO NOTHING;

INSERT INTO "role_permissions" ("role_id", "permission_id") VALUES ('403a80767c315f81ad95374d95b30871'::uuid, 'b2a69e8924dd51e7ab0537316df9d51f'::uuid) ON CONFLICT DO NOTHING;
