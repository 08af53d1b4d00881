CREATE TABLE custom_permissions (
    id UUID NOT NULL,
    codename VARCHAR(100) NOT NULL,
    description TEXT,
    CONSTRAINT pk_custom_permissions PRIMARY KEY (id),
    CONSTRAINT uq_custom_permissions_codename UNIQUE (codename)
);

CREATE TABLE roles (
    id UUID NOT NULL,
    name VARCHAR(50) NOT NULL,
    description TEXT,
    is_seeded BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_roles PRIMARY KEY (id),
    CONSTRAINT uq_roles_name UNIQUE (name)
);

CREATE TABLE role_permissions (
    role_id UUID NOT NULL,
    permission_id UUID NOT NULL,
    CONSTRAINT pk_role_permissions PRIMARY KEY (role_id, permission_id),
    CONSTRAINT fk_role_permissions_role_id FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE CASCADE,
    CONSTRAINT fk_role_permissions_permission_id FOREIGN KEY(permission_id) REFERENCES custom_permissions (id) ON DELETE CASCADE
);

CREATE INDEX idx_rolepermission_permission ON role_permissions (permission_id);

CREATE TABLE user_roles (
    user_id UUID NOT NULL,
    role_id UUID NOT NULL,
    assigned_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_user_roles PRIMARY KEY (user_id, role_id),
    CONSTRAINT fk_user_roles_user_id FOREIGN KEY(user_id) REFERENCES members (user_id) ON DELETE CASCADE,
    CONSTRAINT fk_user_roles_role_id FOREIGN KEY(role_id) REFERENCES roles (id) ON DELETE CASCADE
);

CREATE INDEX idx_userrole_role ON user_roles (role_id);

CREATE TABLE api_keys (
    id UUID NOT NULL,
    name VARCHAR(100) NOT NULL,
    prefix VARCHAR(50) NOT NULL,
    key_hash VARCHAR(64) NOT NULL,
    scopes JSONB NOT NULL,
    created_by UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    last_used_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_api_keys PRIMARY KEY (id),
    CONSTRAINT ck_api_keys_scopes_are_a_list CHECK (jsonb_typeof(scopes) = 'array'),
    CONSTRAINT uq_api_keys_key_hash UNIQUE (key_hash),
    CONSTRAINT fk_api_keys_created_by FOREIGN KEY(created_by) REFERENCES members (user_id) ON DELETE SET NULL
);

CREATE INDEX idx_apikey_created_by ON api_keys (created_by);
