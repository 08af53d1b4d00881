"""Who comes back: a resume code in a cookie under our signature, and the CSRF token of its forms.

The code is made by us when the page first opens. The signature keeps a visitor from choosing the id, and with it the
start, of a response. A code under which nothing was begun grows stale after a day.
"""

import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from surveyapp.responses.service import moments, tokens
from tenants.context import Tenant
from tenants.db import new_id, utc_now

FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """One respondent at one link, whether a response was begun or not."""

    code: str = field(repr=False)
    id: UUID
    session_token: str = field(repr=False)

    @property
    def is_fresh(self) -> bool:
        """Whether a response may still begin under this code."""
        return utc_now() - moments.of(self.id) < FRESH


def new(tenant: Tenant) -> Visit:
    """A visit under which nothing was begun."""
    return _visit(tenant, tokens.new_resume_code(new_id()))


def signed(visit: Visit, secret: str) -> str:
    """What the cookie holds."""
    return f"{visit.code}.{_mac(secret, 'cookie', visit.code)}"


def opened(tenant: Tenant, cookie: str | None, secret: str) -> Visit | None:
    """The visit of a cookie, None for anything that we did not sign."""
    code, _, signature = (cookie or "").partition(".")
    if not hmac.compare_digest(signature.encode(), _mac(secret, "cookie", code).encode()):
        return None
    return _visit(tenant, code)


def of_code(tenant: Tenant, code: str) -> Visit | None:
    """The visit that a resume address stands for; whether it was ever begun is for `responses` to say."""
    try:
        return _visit(tenant, code)
    except ValueError:
        return None


def csrf_token(visit: Visit, secret: str) -> str:
    """The token that every form of the visit carries; nobody else's form can know it."""
    return _mac(secret, "form", visit.code)


def csrf_holds(visit: Visit, secret: str, token: str) -> bool:
    """Whether a form is one of the visit's own."""
    return hmac.compare_digest(token.encode("utf-8", "replace"), csrf_token(visit, secret).encode())


def _visit(tenant: Tenant, code: str) -> Visit:
    return Visit(code, tokens.response_of(code), tokens.session_token(code, tenant.public_key))


def _mac(secret: str, purpose: str, text: str) -> str:
    message = f"pages.{purpose}\n{text}".encode("utf-8", "replace")
    return hmac.digest(secret.encode(), message, "sha256").hex()
