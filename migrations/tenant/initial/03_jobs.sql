CREATE TABLE jobs (
    id UUID NOT NULL,
    kind VARCHAR(60) NOT NULL,
    state VARCHAR(20) DEFAULT 'queued' NOT NULL,
    progress DOUBLE PRECISION DEFAULT 0 NOT NULL,
    arguments JSONB NOT NULL,
    result JSONB,
    error JSONB,
    unique_key VARCHAR(255),
    attempts INTEGER DEFAULT 0 NOT NULL,
    attempts_forgiven INTEGER DEFAULT 0 NOT NULL,
    created_by UUID,
    api_key_id UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    heartbeat_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    file_path VARCHAR(500),
    file_url VARCHAR(255),
    CONSTRAINT pk_jobs PRIMARY KEY (id),
    CONSTRAINT ck_jobs_state CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT ck_jobs_progress_is_a_share CHECK (progress >= 0 AND progress <= 1),
    CONSTRAINT ck_jobs_attempts_are_counted CHECK (attempts >= attempts_forgiven AND attempts_forgiven >= 0),
    CONSTRAINT ck_jobs_finished_at_when_ended CHECK ((finished_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'cancelled'))),
    CONSTRAINT ck_jobs_running_has_a_heartbeat CHECK (state <> 'running' OR heartbeat_at IS NOT NULL),
    CONSTRAINT ck_jobs_failed_has_an_error CHECK (state <> 'failed' OR error IS NOT NULL),
    CONSTRAINT fk_jobs_created_by FOREIGN KEY(created_by) REFERENCES members (user_id) ON DELETE SET NULL
);

CREATE INDEX idx_job_api_key ON jobs (api_key_id, id) WHERE api_key_id IS NOT NULL;

CREATE INDEX idx_job_created_by ON jobs (created_by, id);

CREATE INDEX idx_job_file ON jobs (finished_at) WHERE file_path IS NOT NULL;

CREATE INDEX idx_job_queued ON jobs (due_at) WHERE state = 'queued';

CREATE INDEX idx_job_running ON jobs (id) WHERE state = 'running';

CREATE UNIQUE INDEX idx_job_unique_key ON jobs (kind, unique_key) WHERE state IN ('queued', 'running');
