"""Making, changing and removing public links. What a link lets in is asked by `responses`, in one statement of its own.

A token is `<public key of the organization>.<32 random bytes>`: it finds its tenant without a shared table, and the
rest of it is compared by hash inside the tenant.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp import problems
from surveyapp.audit import service as audit
from surveyapp.events import LinkChanged, announce
from surveyapp.links import queries
from surveyapp.links.models import SurveyLink
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys
from tenants import context
from tenants.db import session

TOKEN_BYTES = 32
TOLD = ("survey_id", "label", "opens_at", "closes_at", "max_responses", "is_active")


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link with its token, which is known at this moment only."""

    link: SurveyLink
    token: str

    def shown(self, base_url: str) -> dict[str, Any]:
        """The link with its addresses under `base_url`."""
        columns = {column.key: getattr(self.link, column.key) for column in SurveyLink.__table__.columns}
        addresses = {"url": f"{base_url}/s/{self.token}", "api_url": f"{base_url}/api/v1/respond/{self.token}"}
        return columns | addresses


def create(survey_id: UUID, values: Mapping[str, Any], *, actor: Actor) -> NewLink:
    """Open a door to a survey. Raises not_found, survey_is_not_published, invalid_input."""
    if surveys.get(survey_id).current_version is None:
        raise problems.survey_is_not_published("Publish the survey before you link to it.")
    token = f"{context.current().public_key}.{secrets.token_urlsafe(TOKEN_BYTES)}"
    link = SurveyLink(survey_id=survey_id, token_hash=hash_of(token), created_by=actor.user_id, **_in_utc(values))
    _refuse_window(link)
    session.add(link)
    session.flush()
    audit.record(actor, "created", "link", link.id, "link.created", after=_told(link))
    return NewLink(link, token)


def listed(survey_id: UUID) -> Select[SurveyLink]:
    """The links of a survey, the newest first. Raises not_found."""
    surveys.get(survey_id)
    return queries.links(survey_id)


def get(link_id: UUID) -> SurveyLink:
    """One link. Raises not_found."""
    link = session.get(SurveyLink, link_id)
    if link is None:
        raise problems.not_found()
    return link


def update(link_id: UUID, values: Mapping[str, Any], *, actor: Actor) -> SurveyLink:
    """Change a link's label, window, cap or whether it is active. Raises not_found, invalid_input."""
    link = _locked(link_id)
    before = _told(link)
    _refuse_cap(link, values)
    for key, value in _in_utc(values).items():
        setattr(link, key, value)
    _refuse_window(link)
    session.flush()
    audit.record(actor, "updated", "link", link.id, "link.updated", before, _told(link))
    announce(LinkChanged(link.id))
    return link


def delete(link_id: UUID, *, actor: Actor) -> None:
    """Remove a link for ever; responses that came through it stay. Raises not_found."""
    link = _locked(link_id)
    audit.record(actor, "deleted", "link", link.id, "link.deleted", before=_told(link))
    announce(LinkChanged(link.id))
    session.delete(link)
    session.flush()


def hash_of(token: str) -> str:
    """What is stored of a token (C7)."""
    return sha256(token.encode()).hexdigest()


def _locked(link_id: UUID) -> SurveyLink:
    link = session.scalar(queries.locked_link(link_id))
    if link is None:
        raise problems.not_found()
    return link


def _refuse_window(link: SurveyLink) -> None:
    if link.opens_at is not None and link.closes_at is not None and link.closes_at <= link.opens_at:
        raise problems.invalid_input(
            errors=[_fault("closes_at", "closes_before_opening", "The link must close after it opens.")]
        )


def _refuse_cap(link: SurveyLink, values: Mapping[str, Any]) -> None:
    """Responses of a link without a cap are not counted, so that no row is shared by all of them: a cap cannot come
    later, and never falls below what was counted.
    """
    cap = values.get("max_responses")
    if cap is None:
        return
    if link.max_responses is None:
        detail = "A link made without a cap stays without. Make another link."
        raise problems.invalid_input(errors=[_fault("max_responses", "cap_comes_too_late", detail)])
    if cap < link.completed_count:
        detail = f"{link.completed_count} responses are completed already."
        raise problems.invalid_input(errors=[_fault("max_responses", "out_of_range", detail)])


def _in_utc(values: Mapping[str, Any]) -> dict[str, Any]:
    """Moments are told in UTC, also by the reply to the request that sent them with another offset."""
    return {key: value.astimezone(UTC) if isinstance(value, datetime) else value for key, value in values.items()}


def _fault(member: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/{member}", "code": code, "detail": detail}


def _told(link: SurveyLink) -> dict[str, Any]:
    return {key: getattr(link, key) for key in TOLD}
