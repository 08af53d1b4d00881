CREATE TABLE suppressions (
    id UUID NOT NULL,
    email VARCHAR(254) NOT NULL,
    reason VARCHAR(20) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_suppressions PRIMARY KEY (id),
    CONSTRAINT ck_suppressions_reason CHECK (reason IN ('bounced', 'opted_out', 'complained', 'manual')),
    CONSTRAINT uq_suppressions_email UNIQUE (email)
);

CREATE TABLE invitations (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    email VARCHAR(254) NOT NULL,
    status VARCHAR(20) DEFAULT 'queued' NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    sent_by UUID,
    CONSTRAINT pk_invitations PRIMARY KEY (id),
    CONSTRAINT ck_invitations_status CHECK (status IN ('queued', 'sent', 'bounced', 'started', 'completed', 'opted_out')),
    CONSTRAINT fk_invitations_survey_id FOREIGN KEY(survey_id) REFERENCES surveys (id) ON DELETE CASCADE,
    CONSTRAINT uq_invitations_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_invitations_sent_by FOREIGN KEY(sent_by) REFERENCES members (user_id) ON DELETE SET NULL
);

CREATE INDEX idx_invitation_email ON invitations (email);

CREATE INDEX idx_invitation_sent_at ON invitations (sent_at);

CREATE INDEX idx_invitation_sent_by ON invitations (sent_by);

CREATE INDEX idx_invitation_survey ON invitations (survey_id);
