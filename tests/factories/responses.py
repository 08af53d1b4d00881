"""Surveys that can be answered, made straight in the tables: the builder's own tests are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from surveyapp.builder.models import Field, Section
from surveyapp.links.models import SurveyLink
from surveyapp.logic.definition import Definition, from_document
from surveyapp.permissions import Actor
from surveyapp.responses.service import tokens
from surveyapp.surveys import service as surveys
from surveyapp.surveys.models import Survey
from surveyapp.transaction import transaction
from tenants.columns import new_id
from tenants.context import Tenant
from tenants.db import session

NOBODY = Actor()

HOUSEHOLD: dict[str, Any] = {
    "title": "Household",
    "sections": [
        {
            "name": "work",
            "title": "Work",
            "fields": [
                {
                    "name": "employed",
                    "label": "Are you employed?",
                    "field_type": "radio",
                    "is_required": True,
                    "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
                },
                {"name": "job", "label": "As what?", "field_type": "text", "is_required": True},
                {
                    "name": "income",
                    "label": "Your income",
                    "field_type": "number",
                    "is_sensitive": True,
                    "config": {"min_value": 0},
                },
                {"name": "illness", "label": "Your illness", "field_type": "text", "is_sensitive": True},
            ],
        },
        {
            "name": "home",
            "title": "Home",
            "fields": [
                {
                    "name": "country",
                    "label": "Country",
                    "field_type": "dropdown",
                    "options": [{"value": "us", "label": "USA"}, {"value": "de", "label": "Germany"}],
                },
                {
                    "name": "region",
                    "label": "Region",
                    "field_type": "dropdown",
                    "options": [
                        {"value": "tx", "label": "Texas"},
                        {"value": "by", "label": "Bavaria"},
                        {"value": "other", "label": "Elsewhere"},
                    ],
                },
                {"name": "rooms", "label": "Rooms", "field_type": "number", "config": {"max_value": 20}},
                {"name": "remarks", "label": "Remarks", "field_type": "text_area", "review": {"always": True}},
            ],
        },
    ],
    "rules": [
        {"target_type": "field", "target": "job", "source_field": "employed", "operator": "equals", "value": "yes"}
    ],
    "dependencies": [
        {
            "dependent_field": "region",
            "source_field": "country",
            "source_value": "us",
            "dependent_options": [{"value": "tx", "label": "Texas"}],
        },
        {
            "dependent_field": "region",
            "source_field": "country",
            "source_value": "de",
            "dependent_options": [{"value": "by", "label": "Bavaria"}],
        },
    ],
}
"""`job` shows when employed, `region` offers what the country has, `income` and `illness` are sensitive."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published survey with one open link."""

    tenant: Tenant
    survey_id: UUID
    link_id: UUID
    link: str

    def change_link(self, **columns: Any) -> None:
        """Set columns of the link, behind everybody's back."""
        with transaction(self.tenant):
            link = session.get_one(SurveyLink, self.link_id)
            for name, value in columns.items():
                setattr(link, name, value)

    def close(self) -> None:
        with transaction(self.tenant):
            surveys.close(self.survey_id, surveys.revision(self.survey_id), actor=NOBODY)

    def publish_again(self, document: Mapping[str, Any]) -> None:
        """The next version."""
        with transaction(self.tenant):
            survey = surveys.locked(self.survey_id, surveys.revision(self.survey_id))
            surveys.publish(survey, from_document(document), [], actor=NOBODY)


def published(tenant: Tenant, document: Mapping[str, Any] = HOUSEHOLD, **link: Any) -> Published:
    """A survey published as `document`, with a link that has the columns given."""
    token = f"{tenant.public_key}.{new_id().hex}"
    with transaction(tenant):
        survey = surveys.create({"title": document["title"]}, actor=NOBODY)
        _add_parts(survey, from_document(document))
        surveys.publish(survey, from_document(document), [], actor=NOBODY)
        door = SurveyLink(survey_id=survey.id, token_hash=tokens.stored(token), **link)
        session.add(door)
        session.flush()
        return Published(tenant, survey.id, door.id, token)


def _add_parts(survey: Survey, definition: Definition) -> None:
    for order, section in enumerate(definition.sections, 1):
        row = Section(id=new_id(), survey_id=survey.id, name=section.name, title=section.title, order=order)
        row.repeat = None if section.repeat is None else asdict(section.repeat)
        session.add(row)
        session.flush()
        for place, field in enumerate(section.fields, 1):
            session.add(
                Field(
                    survey_id=survey.id,
                    section_id=row.id,
                    name=field.name,
                    label=field.label,
                    field_type=field.field_type,
                    is_sensitive=field.is_sensitive,
                    order=place,
                )
            )
