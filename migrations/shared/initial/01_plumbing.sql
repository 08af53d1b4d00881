CREATE TABLE shared.organizations (
    id UUID NOT NULL,
    name VARCHAR(255) NOT NULL,
    slug VARCHAR(63) NOT NULL,
    public_key VARCHAR(32) NOT NULL,
    state VARCHAR(20) DEFAULT 'provisioning' NOT NULL,
    database VARCHAR(48) DEFAULT 'main' NOT NULL,
    settings JSONB DEFAULT '{}'::jsonb NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_organizations PRIMARY KEY (id),
    CONSTRAINT ck_organizations_state CHECK (state IN ('provisioning', 'active', 'suspended', 'destroying')),
    CONSTRAINT ck_organizations_slug_is_a_host_label CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT uq_organizations_slug UNIQUE (slug),
    CONSTRAINT uq_organizations_public_key UNIQUE (public_key)
);

CREATE INDEX idx_organization_state ON shared.organizations (state);

CREATE TABLE shared.users (
    id UUID NOT NULL,
    email VARCHAR(255) NOT NULL,
    password VARCHAR(255) NOT NULL,
    first_name VARCHAR(100),
    last_name VARCHAR(100),
    is_active BOOLEAN DEFAULT true NOT NULL,
    is_staff BOOLEAN DEFAULT false NOT NULL,
    is_superuser BOOLEAN DEFAULT false NOT NULL,
    password_changed_at TIMESTAMP WITH TIME ZONE,
    activated_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT ck_users_email_is_lower_case CHECK (email = lower(email))
);

CREATE UNIQUE INDEX idx_user_email ON shared.users (email);

CREATE TABLE shared.audit_logs (
    id UUID NOT NULL,
    organization_id UUID,
    user_id UUID,
    action VARCHAR(20) NOT NULL,
    event VARCHAR(60) NOT NULL,
    resource_type VARCHAR(40) NOT NULL,
    resource_id UUID NOT NULL,
    changes JSONB,
    ip_address VARCHAR(45),
    user_agent VARCHAR(500),
    request_id VARCHAR(64),
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_audit_logs PRIMARY KEY (id),
    CONSTRAINT ck_audit_logs_action CHECK (action IN ('created', 'updated', 'deleted', 'viewed', 'exported'))
);

CREATE INDEX idx_auditlog_action ON shared.audit_logs (action);

CREATE INDEX idx_auditlog_organization ON shared.audit_logs (organization_id);

CREATE INDEX idx_auditlog_resource ON shared.audit_logs (resource_type, resource_id);

CREATE INDEX idx_auditlog_timestamp ON shared.audit_logs (timestamp);

CREATE INDEX idx_auditlog_user ON shared.audit_logs (user_id);

CREATE TABLE shared.login_attempts (
    email_hash VARCHAR(64) NOT NULL,
    failures INTEGER NOT NULL,
    last_failed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_login_attempts PRIMARY KEY (email_hash)
);

CREATE INDEX idx_loginattempt_last_failed ON shared.login_attempts (last_failed_at);

CREATE TABLE shared.organization_memberships (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    organization_id UUID NOT NULL,
    role VARCHAR(20) DEFAULT 'member' NOT NULL,
    joined_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_organization_memberships PRIMARY KEY (id),
    CONSTRAINT uq_organization_memberships_user_id_organization_id UNIQUE (user_id, organization_id),
    CONSTRAINT ck_organization_memberships_role CHECK (role IN ('owner', 'member')),
    CONSTRAINT fk_organization_memberships_user_id FOREIGN KEY(user_id) REFERENCES shared.users (id) ON DELETE CASCADE,
    CONSTRAINT fk_organization_memberships_organization_id FOREIGN KEY(organization_id) REFERENCES shared.organizations (id) ON DELETE CASCADE
);

CREATE INDEX idx_membership_organization ON shared.organization_memberships (organization_id);

CREATE TABLE shared.user_sessions (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    organization_id UUID NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    ip_address VARCHAR(45),
    user_agent VARCHAR(500),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_activity TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    logged_out_at TIMESTAMP WITH TIME ZONE,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    refresh_hash VARCHAR(64) NOT NULL,
    refresh_generation INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_user_sessions PRIMARY KEY (id),
    CONSTRAINT fk_user_sessions_user_id FOREIGN KEY(user_id) REFERENCES shared.users (id) ON DELETE CASCADE,
    CONSTRAINT fk_user_sessions_organization_id FOREIGN KEY(organization_id) REFERENCES shared.organizations (id) ON DELETE CASCADE
);

CREATE INDEX idx_usersession_expires ON shared.user_sessions (expires_at);

CREATE INDEX idx_usersession_organization ON shared.user_sessions (organization_id);

CREATE INDEX idx_usersession_user_active ON shared.user_sessions (user_id, is_active);

CREATE TABLE shared.tenant_keys (
    id UUID NOT NULL,
    organization_id UUID NOT NULL,
    wrapped BYTEA NOT NULL,
    master_id VARCHAR(16) NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tenant_keys PRIMARY KEY (id),
    CONSTRAINT fk_tenant_keys_organization_id FOREIGN KEY(organization_id) REFERENCES shared.organizations (id) ON DELETE CASCADE
);

CREATE INDEX idx_tenantkey_organization ON shared.tenant_keys (organization_id);

CREATE UNIQUE INDEX uq_tenantkey_one_active ON shared.tenant_keys (organization_id) WHERE is_active;

CREATE TABLE shared.user_tokens (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    organization_id UUID,
    purpose VARCHAR(20) NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_user_tokens PRIMARY KEY (id),
    CONSTRAINT ck_user_tokens_purpose CHECK (purpose IN ('activation', 'reset')),
    CONSTRAINT fk_user_tokens_user_id FOREIGN KEY(user_id) REFERENCES shared.users (id) ON DELETE CASCADE,
    CONSTRAINT fk_user_tokens_organization_id FOREIGN KEY(organization_id) REFERENCES shared.organizations (id) ON DELETE CASCADE,
    CONSTRAINT uq_user_tokens_token_hash UNIQUE (token_hash)
);

CREATE INDEX idx_usertoken_organization ON shared.user_tokens (organization_id);

CREATE INDEX idx_usertoken_user ON shared.user_tokens (user_id);
