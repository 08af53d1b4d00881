CREATE TABLE sections (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    name VARCHAR(63) NOT NULL,
    title VARCHAR(255) NOT NULL,
    description TEXT,
    "order" INTEGER,
    visible_if TEXT,
    rule_logic VARCHAR(3) DEFAULT 'and' NOT NULL,
    repeat JSONB,
    first_version INTEGER,
    retired_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT pk_sections PRIMARY KEY (id),
    CONSTRAINT uq_sections_survey_id_order UNIQUE (survey_id, "order") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_sections_order_counts_from_one CHECK ("order" >= 1),
    CONSTRAINT ck_sections_retired_has_no_order CHECK (("order" IS NULL) = (retired_at IS NOT NULL)),
    CONSTRAINT uq_sections_survey_id_name UNIQUE (survey_id, name),
    CONSTRAINT uq_sections_id_survey_id UNIQUE (id, survey_id),
    CONSTRAINT ck_sections_rule_logic CHECK (rule_logic IN ('and', 'or')),
    CONSTRAINT ck_sections_repeat_is_an_object CHECK (jsonb_typeof(repeat) = 'object'),
    CONSTRAINT fk_sections_survey_id FOREIGN KEY(survey_id) REFERENCES surveys (id) ON DELETE CASCADE
);

CREATE INDEX idx_section_survey_order ON sections (survey_id, "order");

CREATE TABLE fields (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    section_id UUID NOT NULL,
    name VARCHAR(63) NOT NULL,
    label VARCHAR(500) NOT NULL,
    help TEXT,
    field_type VARCHAR(30) NOT NULL,
    is_required BOOLEAN DEFAULT false NOT NULL,
    required_if TEXT,
    is_sensitive BOOLEAN DEFAULT false NOT NULL,
    "order" INTEGER,
    visible_if TEXT,
    rule_logic VARCHAR(3) DEFAULT 'and' NOT NULL,
    config JSONB DEFAULT '{}' NOT NULL,
    guidance JSONB,
    review JSONB,
    calculate TEXT,
    "default" TEXT,
    "constraint" JSONB,
    has_dependencies BOOLEAN DEFAULT false NOT NULL,
    first_version INTEGER,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_fields PRIMARY KEY (id),
    CONSTRAINT uq_fields_section_id_order UNIQUE (section_id, "order") DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ck_fields_order_counts_from_one CHECK ("order" >= 1),
    CONSTRAINT ck_fields_retired_has_no_order CHECK (("order" IS NULL) = (retired_at IS NOT NULL)),
    CONSTRAINT uq_fields_survey_id_name UNIQUE (survey_id, name),
    CONSTRAINT uq_fields_id_survey_id UNIQUE (id, survey_id),
    CONSTRAINT fk_fields_section_id_survey_id FOREIGN KEY(section_id, survey_id) REFERENCES sections (id, survey_id) ON DELETE CASCADE,
    CONSTRAINT ck_fields_field_type CHECK (field_type IN ('text', 'text_input', 'text_area', 'number', 'date', 'dropdown', 'radio', 'single_select', 'checkbox', 'multi_select', 'boolean', 'rating', 'ranking', 'matrix', 'time', 'datetime', 'file', 'multiple_files', 'note')),
    CONSTRAINT ck_fields_rule_logic CHECK (rule_logic IN ('and', 'or')),
    CONSTRAINT ck_fields_config_is_an_object CHECK (jsonb_typeof(config) = 'object')
);

CREATE INDEX idx_field_section_order ON fields (section_id, "order");

CREATE TABLE field_options (
    id UUID NOT NULL,
    field_id UUID NOT NULL,
    label VARCHAR(255) NOT NULL,
    value VARCHAR(255) NOT NULL,
    "order" INTEGER NOT NULL,
    visible_if TEXT,
    CONSTRAINT pk_field_options PRIMARY KEY (id),
    CONSTRAINT uq_field_options_field_id_value UNIQUE (field_id, value),
    CONSTRAINT ck_field_options_order_counts_from_one CHECK ("order" >= 1),
    CONSTRAINT fk_field_options_field_id FOREIGN KEY(field_id) REFERENCES fields (id) ON DELETE CASCADE
);

CREATE INDEX idx_fieldoption_field_order ON field_options (field_id, "order");

CREATE TABLE conditional_rules (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    "order" INTEGER NOT NULL,
    target_type VARCHAR(10) NOT NULL,
    target_id UUID NOT NULL,
    source_field_id UUID NOT NULL,
    operator VARCHAR(30) NOT NULL,
    value JSONB,
    action VARCHAR(4) DEFAULT 'show' NOT NULL,
    rule_group VARCHAR(255),
    group_logic VARCHAR(3) DEFAULT 'and' NOT NULL,
    CONSTRAINT pk_conditional_rules PRIMARY KEY (id),
    CONSTRAINT ck_conditional_rules_target_type CHECK (target_type IN ('section', 'field')),
    CONSTRAINT ck_conditional_rules_operator CHECK (operator IN ('equals', 'not_equals', 'greater_than', 'less_than', 'greater_or_equal', 'less_or_equal', 'between', 'contains', 'not_contains', 'in', 'not_in', 'starts_with', 'ends_with', 'is_empty', 'is_not_empty', 'file_size_greater_than', 'file_count_greater_than')),
    CONSTRAINT ck_conditional_rules_action CHECK (action IN ('show', 'hide')),
    CONSTRAINT ck_conditional_rules_group_logic CHECK (group_logic IN ('and', 'or')),
    CONSTRAINT ck_conditional_rules_value_fits_operator CHECK ((value IS NULL) = (operator IN ('is_empty', 'is_not_empty'))),
    CONSTRAINT fk_conditional_rules_source_field_id_survey_id FOREIGN KEY(source_field_id, survey_id) REFERENCES fields (id, survey_id) ON DELETE CASCADE,
    CONSTRAINT fk_conditional_rules_survey_id FOREIGN KEY(survey_id) REFERENCES surveys (id) ON DELETE CASCADE
);

CREATE INDEX idx_conditionalrule_source ON conditional_rules (source_field_id);

CREATE INDEX idx_conditionalrule_survey_order ON conditional_rules (survey_id, "order");

CREATE INDEX idx_conditionalrule_target ON conditional_rules (target_type, target_id);

CREATE TABLE field_dependencies (
    id UUID NOT NULL,
    survey_id UUID NOT NULL,
    "order" INTEGER NOT NULL,
    dependent_field_id UUID NOT NULL,
    source_field_id UUID NOT NULL,
    source_value VARCHAR(255) NOT NULL,
    dependent_options JSONB NOT NULL,
    CONSTRAINT pk_field_dependencies PRIMARY KEY (id),
    CONSTRAINT ck_field_dependencies_options_are_a_list CHECK (jsonb_typeof(dependent_options) = 'array'),
    CONSTRAINT fk_field_dependencies_dependent_field_id_survey_id FOREIGN KEY(dependent_field_id, survey_id) REFERENCES fields (id, survey_id) ON DELETE CASCADE,
    CONSTRAINT fk_field_dependencies_source_field_id_survey_id FOREIGN KEY(source_field_id, survey_id) REFERENCES fields (id, survey_id) ON DELETE CASCADE,
    CONSTRAINT fk_field_dependencies_survey_id FOREIGN KEY(survey_id) REFERENCES surveys (id) ON DELETE CASCADE
);

CREATE INDEX idx_fielddependency_dependent ON field_dependencies (dependent_field_id);

CREATE INDEX idx_fielddependency_source ON field_dependencies (source_field_id, source_value);

CREATE INDEX idx_fielddependency_survey_order ON field_dependencies (survey_id, "order");
