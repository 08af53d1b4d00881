CREATE TABLE surveys (
    id UUID NOT NULL,
    title VARCHAR(255) NOT NULL,
    description TEXT,
    status VARCHAR(20) DEFAULT 'draft' NOT NULL,
    language VARCHAR(64) DEFAULT 'en' NOT NULL,
    timezone VARCHAR(64) DEFAULT 'UTC' NOT NULL,
    translations JSONB DEFAULT '{}' NOT NULL,
    revision INTEGER DEFAULT 1 NOT NULL,
    current_version INTEGER,
    created_by UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_surveys PRIMARY KEY (id),
    CONSTRAINT ck_surveys_status CHECK (status IN ('draft', 'published', 'closed')),
    CONSTRAINT ck_surveys_published_has_a_version CHECK ((status = 'draft') = (current_version IS NULL)),
    CONSTRAINT fk_surveys_created_by FOREIGN KEY(created_by) REFERENCES members (user_id) ON DELETE SET NULL
);

CREATE INDEX idx_survey_created_by ON surveys (created_by);

CREATE INDEX idx_survey_status ON surveys (status);

CREATE TABLE survey_versions (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    number INTEGER NOT NULL,
    definition JSONB NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    published_by UUID,
    CONSTRAINT pk_survey_versions PRIMARY KEY (id),
    CONSTRAINT uq_survey_versions_survey_id_number UNIQUE (survey_id, number),
    CONSTRAINT ck_survey_versions_number_counts_from_one CHECK (number >= 1),
    CONSTRAINT fk_survey_versions_survey_id FOREIGN KEY(survey_id) REFERENCES surveys (id) ON DELETE CASCADE,
    CONSTRAINT fk_survey_versions_published_by FOREIGN KEY(published_by) REFERENCES members (user_id) ON DELETE SET NULL
);

CREATE INDEX idx_surveyversion_published_by ON survey_versions (published_by);
