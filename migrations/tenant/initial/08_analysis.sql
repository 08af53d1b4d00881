CREATE TABLE tallies (
    version_id UUID NOT NULL,
    part VARCHAR(63) NOT NULL,
    tally JSONB NOT NULL,
    revision INTEGER NOT NULL,
    counted_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_tallies PRIMARY KEY (version_id, part),
    CONSTRAINT fk_tallies_version_id FOREIGN KEY(version_id) REFERENCES survey_versions (id) ON DELETE CASCADE
)
 WITH (fillfactor = 50);

CREATE TABLE counted_drafts (
    version_id UUID NOT NULL,
    response_id UUID NOT NULL,
    section VARCHAR(63) NOT NULL,
    CONSTRAINT pk_counted_drafts PRIMARY KEY (version_id, response_id),
    CONSTRAINT fk_counted_drafts_version_id FOREIGN KEY(version_id) REFERENCES survey_versions (id) ON DELETE CASCADE
);
