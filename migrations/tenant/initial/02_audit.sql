CREATE TABLE audit_logs (
    id UUID NOT NULL,
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
    CONSTRAINT ck_audit_logs_action CHECK (action IN ('created', 'updated', 'deleted', 'viewed', 'exported')),
    CONSTRAINT fk_audit_logs_user_id FOREIGN KEY(user_id) REFERENCES members (user_id) ON DELETE SET NULL
)
 PARTITION BY RANGE (id);

CREATE INDEX idx_auditlog_action ON audit_logs (action);

CREATE INDEX idx_auditlog_resource ON audit_logs (resource_type, resource_id);

CREATE INDEX idx_auditlog_timestamp ON audit_logs (timestamp);

CREATE INDEX idx_auditlog_user ON audit_logs (user_id);

CREATE TABLE audit_logs_default PARTITION OF audit_logs DEFAULT;
