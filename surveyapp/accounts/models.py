"""Who may do what inside one organization: roles, permissions, and keys for programs (U06-U13).

Users, memberships and sessions are shared tables and live with the plumbing (`tenants.models`). What is here belongs to
one tenant, and stands on its `members` instead of on the shared users (C21). Every tenant starts with the nine
permissions and three roles of `surveyapp.permissions`, under ids that are the same everywhere, so that seeding twice
finds its own rows.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from surveyapp.permissions import DESCRIPTIONS, PERMISSIONS, ROLES
from tenants import ddl
from tenants.db import Model, SharedModel, UuidKey, utc_now
from tenants.models import Member

SEEDS = UUID("6f1d9a52-6f0c-4c0e-9a3b-0d1f6f7c2e11")


class Permission(UuidKey, Model):
    """One of the nine permissions of U10, as a row that roles can refer to; `surveyapp.permissions` is the source."""

    __tablename__ = "custom_permissions"

    codename: Mapped[str] = mapped_column(String(100), unique=True)
    description: Mapped[str | None] = mapped_column(Text)


class RolePermission(Model):
    """A role carries a permission (U12); the primary key is the UNIQUE pair."""

    __tablename__ = "role_permissions"
    __table_args__ = (Index("idx_rolepermission_permission", "permission_id"),)

    role_id: Mapped[UUID] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True)
    permission_id: Mapped[UUID] = mapped_column(
        ForeignKey("custom_permissions.id", ondelete="CASCADE"), primary_key=True
    )


class UserRole(Model):
    """A member has a role (U11); the primary key is the UNIQUE pair."""

    __tablename__ = "user_roles"
    __table_args__ = (Index("idx_userrole_role", "role_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("members.user_id", ondelete="CASCADE"), primary_key=True)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True)
    assigned_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


class Role(UuidKey, Model):
    """A named set of permissions. The seeded ones (U06) are the same everywhere and cannot be changed."""

    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(String(50), unique=True)
    description: Mapped[str | None] = mapped_column(Text)
    is_seeded: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    permissions: Mapped[list[Permission]] = relationship(
        secondary=RolePermission.__table__, order_by=Permission.codename, passive_deletes=True
    )


class MemberWithRoles(Model):
    """The plumbing's `members` row seen from this room: together with the roles it was given."""

    __table__ = Member.__table__

    user_id: Mapped[UUID]
    email: Mapped[str]
    first_name: Mapped[str | None]
    last_name: Mapped[str | None]
    is_owner: Mapped[bool]
    joined_at: Mapped[datetime | None]
    roles: Mapped[list[Role]] = relationship(
        secondary=UserRole.__table__, order_by=Role.name, lazy="selectin", viewonly=True
    )


class ApiKey(UuidKey, Model):
    """A key for a program: its hash, what it may do, and how long. The key itself is shown once and kept nowhere."""

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("jsonb_typeof(scopes) = 'array'", name="scopes_are_a_list"),
        Index("idx_apikey_created_by", "created_by"),
    )

    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(50))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginAttempt(SharedModel):
    """Failed sign-ins by hashed e-mail address, known or not: a lock that only accounts had would tell who has one."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index("idx_loginattempt_last_failed", "last_failed_at"),)

    email_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_failed_at: Mapped[datetime]


def seeded_id(kind: str, name: str) -> UUID:
    """The id that a seeded role or permission has in every tenant."""
    return uuid5(SEEDS, f"{kind}:{name}")


ddl.seed(
    "custom_permissions",
    [
        {"id": seeded_id("permission", name), "codename": name, "description": DESCRIPTIONS[name]}
        for name in PERMISSIONS
    ],
)
ddl.seed(
    "roles",
    [
        {"id": seeded_id("role", name), "name": name, "description": description, "is_seeded": True}
        for name, description in ROLES.items()
    ],
)
ddl.seed(
    "role_permissions",
    [
        {"role_id": seeded_id("role", role), "permission_id": seeded_id("permission", permission)}
        for permission, roles in PERMISSIONS.items()
        for role in roles
    ],
)
