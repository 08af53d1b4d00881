CREATE TABLE members (
    user_id UUID NOT NULL,
    email VARCHAR(255) NOT NULL,
    first_name VARCHAR(100),
    last_name VARCHAR(100),
    is_owner BOOLEAN DEFAULT false NOT NULL,
    joined_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_members PRIMARY KEY (user_id)
);

CREATE INDEX idx_member_email ON members (email);

CREATE TABLE idempotency_keys (
    key_hash VARCHAR(64) NOT NULL,
    fingerprint VARCHAR(64) NOT NULL,
    status SMALLINT,
    reply TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_idempotency_keys PRIMARY KEY (key_hash)
);

CREATE INDEX idx_idempotencykey_created ON idempotency_keys (created_at);
