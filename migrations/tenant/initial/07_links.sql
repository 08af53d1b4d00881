CREATE TABLE survey_links (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    token_hash VARCHAR(64) NOT NULL,
    label VARCHAR(255),
    opens_at TIMESTAMP WITH TIME ZONE,
    closes_at TIMESTAMP WITH TIME ZONE,
    max_responses INTEGER,
    completed_count INTEGER DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_by UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_survey_links PRIMARY KEY (id),
    CONSTRAINT ck_survey_links_cap_counts_from_one CHECK (max_responses >= 1),
    CONSTRAINT ck_survey_links_never_over_the_cap CHECK (completed_count BETWEEN 0 AND max_responses),
    CONSTRAINT ck_survey_links_closes_after_opening CHECK (closes_at > opens_at),
    CONSTRAINT fk_survey_links_survey_id FOREIGN KEY(survey_id) REFERENCES surveys (id) ON DELETE CASCADE,
    CONSTRAINT uq_survey_links_token_hash UNIQUE (token_hash),
    CONSTRAINT fk_survey_links_created_by FOREIGN KEY(created_by) REFERENCES members (user_id) ON DELETE SET NULL
)
 WITH (fillfactor = 70);

CREATE INDEX idx_surveylink_created_by ON survey_links (created_by);

CREATE INDEX idx_surveylink_survey ON survey_links (survey_id);
