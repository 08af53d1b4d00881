"""The tables as the sources draw them, held against PostgreSQL's own catalogs (S14, C16, C20; 18 of them, C4).

Each line below is a column, a key, a check or an index of the sources; a table may have more and must have all these.
Where a decision changed the drawing, the line says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.tenants.catalog import describe

SHARED = {
    "organizations": """
        id uuid NOT NULL
        name character varying(255) NOT NULL
        created_at timestamp with time zone NOT NULL DEFAULT now()
        updated_at timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (id)
    """,
    "organization_memberships": """
        id uuid NOT NULL
        user_id uuid NOT NULL
        organization_id uuid NOT NULL
        role character varying(20) NOT NULL DEFAULT 'member'
        joined_at timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (id)
        FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
        FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE CASCADE
        UNIQUE (user_id, organization_id)
        CHECK role IN (owner, member)
    """,
    "users": """
        id uuid NOT NULL
        email character varying(255) NOT NULL
        password character varying(255) NOT NULL
        first_name character varying(100)
        last_name character varying(100)
        is_active boolean NOT NULL DEFAULT true
        is_staff boolean NOT NULL DEFAULT false
        is_superuser boolean NOT NULL DEFAULT false
        created_at timestamp with time zone NOT NULL DEFAULT now()
        updated_at timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (id)
        UNIQUE INDEX idx_user_email (email)
    """,
    "user_sessions": """
        id uuid NOT NULL
        user_id uuid NOT NULL
        is_active boolean NOT NULL DEFAULT true
        ip_address character varying(45)
        user_agent character varying(500)
        created_at timestamp with time zone NOT NULL DEFAULT now()
        last_activity timestamp with time zone NOT NULL DEFAULT now()
        logged_out_at timestamp with time zone
        PRIMARY KEY (id)
        FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
        INDEX idx_usersession_user_active (user_id, is_active)
    """,
}
"""U02, U04, U05, U15."""

TENANT = {
    # B06, B07. `organization` and its index are implied by the schema (C21); the API shows it.
    "surveys": """
        id uuid NOT NULL
        title character varying(255) NOT NULL
        description text
        status character varying(20) NOT NULL DEFAULT 'draft'
        created_by uuid
        created_at timestamp with time zone NOT NULL DEFAULT now()
        updated_at timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (id)
        FOREIGN KEY (created_by) REFERENCES members(user_id) ON DELETE SET NULL
        CHECK status IN (draft, published, closed)
        INDEX idx_survey_status (status)
        INDEX idx_survey_created_by (created_by)
    """,
    # B08, C10. A retired section has no order, and only a retired one: a named CHECK says so.
    "sections": """
        id uuid NOT NULL
        survey_id uuid NOT NULL
        title character varying(255) NOT NULL
        description text
        order integer
        created_at timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (id)
        FOREIGN KEY (survey_id) REFERENCES surveys(id) ON DELETE CASCADE
        UNIQUE (survey_id, "order") DEFERRABLE INITIALLY DEFERRED
        CHECK (("order" >= 1))
        CHECK ((("order" IS NULL) = (retired_at IS NOT NULL)))
        INDEX idx_section_survey_order (survey_id, "order")
    """,
    # B09, C11, C14. The key to the section holds both in one survey.
    "fields": """
        id uuid NOT NULL
        section_id uuid NOT NULL
        label character varying(500) NOT NULL
        field_type character varying(30) NOT NULL
        is_required boolean NOT NULL DEFAULT false
        is_sensitive boolean NOT NULL DEFAULT false
        order integer
        config jsonb NOT NULL DEFAULT '{}'
        has_dependencies boolean NOT NULL DEFAULT false
        PRIMARY KEY (id)
        FOREIGN KEY (section_id, survey_id) REFERENCES sections(id, survey_id) ON DELETE CASCADE
        UNIQUE (section_id, "order") DEFERRABLE INITIALLY DEFERRED
        CHECK (("order" >= 1))
        CHECK ((("order" IS NULL) = (retired_at IS NOT NULL)))
        INDEX idx_field_section_order (section_id, "order")
    """,
    "field_options": """
        id uuid NOT NULL
        field_id uuid NOT NULL
        label character varying(255) NOT NULL
        value character varying(255) NOT NULL
        order integer NOT NULL
        PRIMARY KEY (id)
        FOREIGN KEY (field_id) REFERENCES fields(id) ON DELETE CASCADE
        UNIQUE (field_id, value)
        INDEX idx_fieldoption_field_order (field_id, "order")
    """,
    # L02-L05; `value` is JSONB and the operators are the union (C9, C13).
    "conditional_rules": """
        id uuid NOT NULL
        target_type character varying(10) NOT NULL
        target_id uuid NOT NULL
        source_field_id uuid NOT NULL
        operator character varying(30) NOT NULL
        value jsonb
        action character varying(4) NOT NULL DEFAULT 'show'
        PRIMARY KEY (id)
        FOREIGN KEY (source_field_id, survey_id) REFERENCES fields(id, survey_id) ON DELETE CASCADE
        CHECK target_type IN (section, field)
        CHECK action IN (show, hide)
        INDEX idx_conditionalrule_target (target_type, target_id)
        INDEX idx_conditionalrule_source (source_field_id)
    """,
    "field_dependencies": """
        id uuid NOT NULL
        dependent_field_id uuid NOT NULL
        source_field_id uuid NOT NULL
        source_value character varying(255) NOT NULL
        dependent_options jsonb NOT NULL
        PRIMARY KEY (id)
        FOREIGN KEY (dependent_field_id, survey_id) REFERENCES fields(id, survey_id) ON DELETE CASCADE
        FOREIGN KEY (source_field_id, survey_id) REFERENCES fields(id, survey_id) ON DELETE CASCADE
        INDEX idx_fielddependency_dependent (dependent_field_id)
        INDEX idx_fielddependency_source (source_field_id, source_value)
    """,
    # A03-A05, C20. The indexes have the sources' names; three of them hold only the rows that anybody asks for.
    "survey_responses": """
        id uuid NOT NULL
        survey_id uuid NOT NULL
        respondent_id uuid
        session_token character varying(255)
        status character varying(20) NOT NULL DEFAULT 'in_progress'
        started_at timestamp with time zone NOT NULL DEFAULT now()
        completed_at timestamp with time zone
        last_section_id uuid
        ip_address character varying(45)
        user_agent text
        PRIMARY KEY (id)
        FOREIGN KEY (survey_id) REFERENCES surveys(id) ON DELETE CASCADE
        FOREIGN KEY (respondent_id) REFERENCES members(user_id) ON DELETE SET NULL
        FOREIGN KEY (last_section_id, survey_id) REFERENCES sections(id, survey_id) ON DELETE SET NULL (last_section_id)
        CHECK status IN (in_progress, completed)
        CONSTRAINT response_has_identifier CHECK (((respondent_id IS NOT NULL) OR (session_token IS NOT NULL)))
        INDEX idx_surveyresponse_survey (survey_id, id)
        INDEX idx_surveyresponse_respondent (respondent_id) WHERE (respondent_id IS NOT NULL)
        INDEX idx_surveyresponse_session (session_token) WHERE ((status)::text = 'in_progress'::text)
        INDEX idx_surveyresponse_status (survey_id, id) WHERE ((status)::text = 'in_progress'::text)
    """,
    # A07 as a view (C20): what a view cannot declare is held by construction and by tests/responses/test_sealing.py.
    "field_answers": """
        id uuid
        response_id uuid
        field_id uuid
        value text
        encrypted_value bytea
        answered_at timestamp with time zone
    """,
    "invitations": """
        id uuid NOT NULL
        survey_id uuid NOT NULL
        email character varying(254) NOT NULL
        sent_at timestamp with time zone NOT NULL DEFAULT now()
        sent_by uuid
        PRIMARY KEY (id)
        FOREIGN KEY (survey_id) REFERENCES surveys(id) ON DELETE CASCADE
        FOREIGN KEY (sent_by) REFERENCES members(user_id) ON DELETE SET NULL
        INDEX idx_invitation_survey (survey_id)
        INDEX idx_invitation_email (email)
        INDEX idx_invitation_sent_at (sent_at)
    """,
    "roles": """
        id uuid NOT NULL
        name character varying(50) NOT NULL
        description text
        created_at timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (id)
        UNIQUE (name)
    """,
    "custom_permissions": """
        id uuid NOT NULL
        codename character varying(100) NOT NULL
        description text
        PRIMARY KEY (id)
        UNIQUE (codename)
    """,
    # U11, U12: the pair is the primary key.
    "user_roles": """
        user_id uuid NOT NULL
        role_id uuid NOT NULL
        assigned_at timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (user_id, role_id)
        FOREIGN KEY (user_id) REFERENCES members(user_id) ON DELETE CASCADE
        FOREIGN KEY (role_id) REFERENCES roles(id) ON DELETE CASCADE
    """,
    "role_permissions": """
        role_id uuid NOT NULL
        permission_id uuid NOT NULL
        PRIMARY KEY (role_id, permission_id)
        FOREIGN KEY (role_id) REFERENCES roles(id) ON DELETE CASCADE
        FOREIGN KEY (permission_id) REFERENCES custom_permissions(id) ON DELETE CASCADE
    """,
    # S04, S05, S08; `resource_type` is wider and `event` is new (C12).
    "audit_logs": """
        id uuid NOT NULL
        user_id uuid
        action character varying(20) NOT NULL
        event character varying(60) NOT NULL
        resource_type character varying(40) NOT NULL
        resource_id uuid NOT NULL
        changes jsonb
        ip_address character varying(45)
        user_agent character varying(500)
        timestamp timestamp with time zone NOT NULL DEFAULT now()
        PRIMARY KEY (id)
        FOREIGN KEY (user_id) REFERENCES members(user_id) ON DELETE SET NULL
        CHECK action IN (created, updated, deleted, viewed, exported)
        INDEX idx_auditlog_user (user_id)
        INDEX idx_auditlog_resource (resource_type, resource_id)
        INDEX idx_auditlog_timestamp ("timestamp")
        INDEX idx_auditlog_action (action)
    """,
}


@pytest.fixture(scope="module")
def drawn(database, standing) -> dict[str, dict[str, set[str]]]:
    """Schema -> table -> its lines, of a provisioned tenant and of the shared schema."""
    schemas = {"shared": "shared", "tenant": standing.tenants["alpha"].schema}
    return {kind: drawing(describe(database.admin_url, schema)) for kind, schema in schemas.items()}


@pytest.mark.parametrize(
    ("schema", "table"),
    [*(("shared", table) for table in SHARED), *(("tenant", table) for table in TENANT)],
)
def test_a_table_of_the_sources_is_there_as_they_draw_it(drawn, schema, table):
    source = {"shared": SHARED, "tenant": TENANT}[schema][table]
    wanted = {line.strip() for line in source.strip().splitlines()}
    assert wanted - drawn[schema].get(table, set()) == set()


def test_the_eighteen_names_are_there_each_in_its_schema(drawn):
    assert len(SHARED | TENANT) == 18
    assert SHARED.keys() <= drawn["shared"].keys()
    assert TENANT.keys() <= drawn["tenant"].keys()
    assert not SHARED.keys() & drawn["tenant"].keys()
    assert not (TENANT.keys() - {"audit_logs"}) & drawn["shared"].keys()


def drawing(described: dict[str, set[tuple[str, ...]]]) -> dict[str, set[str]]:
    """What `describe` tells, in the words of this page."""
    lines: dict[str, set[str]] = {}
    for table, line in (*_columns(described), *_constraints(described), *_indexes(described)):
        lines.setdefault(table, set()).add(line)
    return lines


def _columns(described: dict[str, set[tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    for table, name, kind, required, default in described["columns"]:
        default = re.sub(r"::[a-z ]+$", "", default)
        needed = " NOT NULL" if required == "True" else ""
        yield table, f"{name} {kind}{needed}" + (f" DEFAULT {default}" if default else "")


def _constraints(described: dict[str, set[tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    for table, name, _, _, definition in described["constraints"]:
        text = definition.replace("<schema>.", "")
        yield table, f"CONSTRAINT {name} {text}"
        words = re.fullmatch(r"CHECK \(\(\((\w+)\)::text = ANY \(\(ARRAY\[(.*)\]\)::text\[\]\)\)\)", text)
        listed = ", ".join(re.findall(r"'(\w+)'", words[2])) if words else ""
        yield table, f"CHECK {words[1]} IN ({listed})" if words else text


def _indexes(described: dict[str, set[tuple[str, ...]]]) -> Iterator[tuple[str, str]]:
    for name, definition in described["indexes"]:
        found = re.match(r"CREATE (UNIQUE )?INDEX\s+ON (?:ONLY )?<schema>\.(\w+) USING btree (.*)", definition)
        if found:
            yield found[2], f"{found[1] or ''}INDEX {name} {found[3]}"
