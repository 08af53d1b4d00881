"""The catalogue of everything that can go wrong: a stable code, an HTTP status, a sentence. Imports nothing of ours.

Any layer raises one (`raise problems.survey_is_closed()`), `http/errors.py` alone renders it as RFC 9457
`application/problem+json`. Clients branch on `code`, people read `title` and `detail`; a code never changes its
meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to fail. Calling it makes the exception to raise."""

    code: str
    status: int
    title: str

    def __call__(
        self,
        detail: str | None = None,
        *,
        errors: Iterable[Mapping[str, object]] = (),
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> Problem:
        """`errors` are `{"pointer", "code", "detail"}`, one for each fault; `members` are extra members of the body."""
        return Problem(self, detail, tuple(dict(error) for error in errors), dict(headers or {}), members)


class Problem(Exception):
    """A failure that is the caller's to read. Never carries a driver's text, an answer or a token."""

    def __init__(
        self,
        kind: Kind,
        detail: str | None,
        errors: tuple[dict[str, object], ...],
        headers: dict[str, str],
        members: dict[str, object],
    ) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.detail = detail
        self.errors = errors
        self.headers = headers
        self.members = members

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def status(self) -> int:
        return self.kind.status


CATALOGUE: dict[str, Kind] = {}


def _kind(code: str, status: int, title: str) -> Kind:
    if code in CATALOGUE:
        raise ValueError(f"two problems are called {code}")
    CATALOGUE[code] = Kind(code, status, title)
    return CATALOGUE[code]


malformed_json = _kind("malformed_json", 400, "The body is not valid JSON.")
malformed_id = _kind("malformed_id", 400, "An identifier in the address is not a UUID.")
malformed_request = _kind("malformed_request", 400, "The request cannot be understood.")
malformed_cursor = _kind("malformed_cursor", 400, "The cursor is not one that this list gave.")
malformed_header = _kind("malformed_header", 400, "A header cannot be understood.")

not_signed_in = _kind("not_signed_in", 401, "Sign in first: the request carries no valid credentials.")
wrong_credentials = _kind("wrong_credentials", 401, "The e-mail address or the password is wrong.")
token_is_expired = _kind("token_is_expired", 401, "The token has expired.")
token_is_invalid = _kind("token_is_invalid", 401, "The token is not valid here.")
session_has_ended = _kind("session_has_ended", 401, "The session has ended. Sign in again.")
refresh_token_was_reused = _kind(
    "refresh_token_was_reused", 401, "The refresh token was used before; its session has ended."
)

permission_is_missing = _kind("permission_is_missing", 403, "Your roles do not include the permission this needs.")
organization_is_suspended = _kind("organization_is_suspended", 403, "The organization is suspended.")
registration_is_closed = _kind("registration_is_closed", 403, "Registration is closed on this server.")
csrf_token_is_invalid = _kind("csrf_token_is_invalid", 403, "The form has expired. Reload the page and try again.")
host_is_of_another_organization = _kind(
    "host_is_of_another_organization", 403, "This address belongs to another organization than your credentials."
)
cannot_grant_more_than_own = _kind(
    "cannot_grant_more_than_own", 403, "You cannot grant permissions that you do not have yourself."
)
not_a_member = _kind("not_a_member", 403, "You are not a member of this organization.")
owner_is_needed = _kind("owner_is_needed", 403, "Only an owner of the organization may do this.")
member_has_more_rights = _kind("member_has_more_rights", 403, "The member holds permissions that you do not have.")

not_found = _kind("not_found", 404, "There is nothing at this address.")
link_not_found = _kind("link_not_found", 404, "This link does not exist.")
response_not_found = _kind("response_not_found", 404, "There is no such response, or the token does not open it.")
method_not_allowed = _kind("method_not_allowed", 405, "The method is not allowed at this address.")
not_acceptable = _kind("not_acceptable", 406, "The answer cannot be given in a format that you accept.")

conflict = _kind("conflict", 409, "The request conflicts with what is stored.")
transaction_conflict = _kind("transaction_conflict", 409, "Another change came first. Try again.")
email_is_taken = _kind("email_is_taken", 409, "An account with this e-mail address exists already.")
slug_is_taken = _kind("slug_is_taken", 409, "Another organization has this short name already.")
last_owner_stays = _kind("last_owner_stays", 409, "An organization keeps at least one owner.")
owner_keeps_admin = _kind("owner_keeps_admin", 409, "An owner always holds the role admin.")
member_exists = _kind("member_exists", 409, "This person was added already.")
member_has_not_joined = _kind("member_has_not_joined", 409, "This person has not joined yet.")
password_is_shared = _kind(
    "password_is_shared", 409, "This person belongs to other organizations too; none of them may replace the password."
)
role_is_seeded = _kind(
    "role_is_seeded", 409, "The roles admin, analyst and data_viewer are part of every organization."
)
name_is_taken = _kind("name_is_taken", 409, "The name is taken already.")
name_is_published = _kind("name_is_published", 409, "A name cannot change once it is published.")
survey_is_not_published = _kind("survey_is_not_published", 409, "The survey is not published.")
survey_is_closed = _kind("survey_is_closed", 409, "The survey is closed.")
survey_is_open = _kind("survey_is_open", 409, "The survey is open already.")
link_is_not_open_yet = _kind("link_is_not_open_yet", 409, "The link is not open yet.")
link_is_closed = _kind("link_is_closed", 409, "The link is closed.")
link_is_full = _kind("link_is_full", 409, "The link has all the responses that it was made for.")
response_is_completed = _kind("response_is_completed", 409, "The response was submitted already.")
revision_is_stale = _kind("revision_is_stale", 409, "The response was saved elsewhere in the meantime.")
job_has_ended = _kind("job_has_ended", 409, "The job has ended already.")
job_file_is_not_ready = _kind("job_file_is_not_ready", 409, "The job has no file yet.")

file_is_gone = _kind("file_is_gone", 410, "The file was removed. Make a new one.")
activation_is_spent = _kind("activation_is_spent", 410, "The link was used or has expired. Ask for a new one.")

etag_is_stale = _kind("etag_is_stale", 412, "The survey changed since you read it.")
body_is_too_large = _kind("body_is_too_large", 413, "The body is too large.")
media_type_is_unsupported = _kind("media_type_is_unsupported", 415, "Send the body as application/json.")
range_is_not_satisfiable = _kind("range_is_not_satisfiable", 416, "The range is outside the file.")

invalid_input = _kind("invalid_input", 422, "The request is well formed, but not valid.")
definition_is_invalid = _kind("definition_is_invalid", 422, "The survey's definition is not valid.")
answers_are_invalid = _kind("answers_are_invalid", 422, "Some answers cannot be accepted.")
idempotency_key_was_reused = _kind(
    "idempotency_key_was_reused", 422, "This Idempotency-Key came with another request before."
)

precondition_is_required = _kind("precondition_is_required", 428, "Send If-Match with the ETag that you read.")
too_many_requests = _kind("too_many_requests", 429, "Too many requests. Wait before you try again.")
account_is_locked = _kind("account_is_locked", 429, "Too many failed attempts. The account is locked for a while.")

internal_error = _kind("internal_error", 500, "Something went wrong on our side. It has been logged.")
service_is_unavailable = _kind("service_is_unavailable", 503, "The service is busy or not ready. Try again.")
organization_is_provisioning = _kind(
    "organization_is_provisioning", 503, "The organization is still being set up. Try again in a moment."
)
