CREATE TABLE uncounted_responses (
    survey_id UUID NOT NULL,
    response_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    completed BOOLEAN NOT NULL,
    CONSTRAINT pk_uncounted_responses PRIMARY KEY (survey_id, response_id, revision)
)
 WITH (autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0);

CREATE TABLE survey_responses (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    version_id UUID NOT NULL,
    link_id UUID,
    respondent_id UUID,
    session_token VARCHAR(255),
    status VARCHAR(20) DEFAULT 'in_progress' NOT NULL,
    revision INTEGER DEFAULT '1' NOT NULL,
    last_mutation VARCHAR(64),
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    last_section_id UUID,
    ip_address VARCHAR(45),
    user_agent TEXT,
    answers JSONB DEFAULT '{}'::jsonb NOT NULL,
    sealed JSONB DEFAULT '{}'::jsonb NOT NULL,
    timings JSONB DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT pk_survey_responses PRIMARY KEY (id),
    CONSTRAINT ck_survey_responses_status CHECK (status IN ('in_progress', 'completed')),
    CONSTRAINT response_has_identifier CHECK (respondent_id IS NOT NULL OR session_token IS NOT NULL),
    CONSTRAINT ck_survey_responses_completed_has_completed_at CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
    CONSTRAINT ck_survey_responses_completed_after_it_started CHECK (completed_at >= started_at),
    CONSTRAINT ck_survey_responses_answers_are_objects CHECK (jsonb_typeof(answers) = 'object' AND jsonb_typeof(sealed) = 'object' AND jsonb_typeof(timings) = 'object'),
    CONSTRAINT ck_survey_responses_answer_is_in_one_place CHECK (NOT jsonb_path_exists(answers, '$.keyvalue() ? (@.key == $s.keyvalue().key)', jsonb_build_object('s', sealed))),
    CONSTRAINT fk_survey_responses_last_section_id_survey_id FOREIGN KEY(last_section_id, survey_id) REFERENCES sections (id, survey_id) ON DELETE SET NULL (last_section_id),
    CONSTRAINT fk_survey_responses_survey_id FOREIGN KEY(survey_id) REFERENCES surveys (id) ON DELETE CASCADE,
    CONSTRAINT fk_survey_responses_respondent_id FOREIGN KEY(respondent_id) REFERENCES members (user_id) ON DELETE SET NULL
)
 PARTITION BY RANGE (id);

CREATE INDEX idx_surveyresponse_respondent ON survey_responses (respondent_id) WHERE respondent_id IS NOT NULL;

CREATE INDEX idx_surveyresponse_session ON survey_responses (session_token) WHERE status = 'in_progress';

CREATE INDEX idx_surveyresponse_status ON survey_responses (survey_id, id) WHERE status = 'in_progress';

CREATE INDEX idx_surveyresponse_survey ON survey_responses (survey_id, id);

CREATE TABLE survey_responses_default PARTITION OF survey_responses DEFAULT WITH (fillfactor = 80);
