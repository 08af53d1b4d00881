"""The table: permission -> the seeded roles that hold it (REQUIREMENTS U06-U10, U14). A route names one; tests walk the
URL map against this page for every role. Custom roles combine the nine; the two at the end cannot be granted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

ADMIN, ANALYST, DATA_VIEWER = "admin", "analyst", "data_viewer"

ROLES: dict[str, str] = {
    ADMIN: "Full access to all features",
    ANALYST: "View responses, run reports, export data",
    DATA_VIEWER: "View responses only (no export)",
}

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "create_survey": (ADMIN,),
    "edit_survey": (ADMIN,),
    "delete_survey": (ADMIN,),
    "publish_survey": (ADMIN,),
    "view_responses": (ADMIN, ANALYST, DATA_VIEWER),
    "export_responses": (ADMIN, ANALYST),
    "view_analytics": (ADMIN, ANALYST),
    "manage_users": (ADMIN,),
    "view_audit_logs": (ADMIN,),
}

DESCRIPTIONS: dict[str, str] = {
    "create_survey": "Create surveys, by hand, by import or as a copy",
    "edit_survey": "Change surveys and everything in them",
    "delete_survey": "Delete surveys with their responses",
    "publish_survey": "Publish, close and reopen surveys; manage their public links",
    "view_responses": "Read responses, sensitive answers included",
    "export_responses": "Export responses and download exports",
    "view_analytics": "Read analytics and run reports",
    "manage_users": "Manage the organization, its members, roles and API keys",
    "view_audit_logs": "Read the audit log",
}

MEMBER = "member"
"""Any member of the organization, whatever the role: reading definitions, one's own jobs."""

SIGNED_IN = "signed_in"
"""Anyone with a living session: one's own account and sessions."""

PSEUDO = (MEMBER, SIGNED_IN)


def permissions_of(role: str) -> frozenset[str]:
    """What a seeded role holds."""
    return frozenset(name for name, roles in PERMISSIONS.items() if role in roles)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as services see it: an id, what it may do, and where the request came from for the audit log."""

    user_id: UUID | None = None
    email: str | None = None
    session_id: UUID | None = None
    organization_id: UUID | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    is_owner: bool = False
    api_key_id: UUID | None = None
    ip_address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None

    def may(self, permission: str) -> bool:
        """Whether the actor holds `permission`, pseudo permissions included."""
        if permission == SIGNED_IN:
            return self.session_id is not None
        if permission == MEMBER:
            return self.organization_id is not None and (self.user_id is not None or self.api_key_id is not None)
        return permission in self.permissions
