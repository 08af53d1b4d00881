"""Who may do what inside one organization: roles, permissions, and keys for programs (U06-U13).

Users, memberships and sessions are shared tables and live with the plumbing (`tenants.models`). What is here belongs to
one tenant, and stands on its `members` instead of on the shared users (C21).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Model, UuidKey


class Role(UuidKey, Model):
    """A named set of permissions. The seeded ones (U06) are the same everywhere and cannot be changed."""

    __tablename__ = "roles"

    name: Mapped[str] = mapped_column(String(50), unique=True)
    description: Mapped[str | None] = mapped_column(Text)
    is_seeded: Mapped[bool] = mapped_column(server_default=text("false"), default=False)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Permission(UuidKey, Model):
    """One of the nine permissions of U10, as a row so that roles can refer to it; `surveyapp.permissions` is the source."""

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
    assigned_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ApiKey(UuidKey, Model):
    """A key for a program: its hash, what it may do, and how long. The key itself is shown once and kept nowhere."""

    __tablename__ = "api_keys"
    __table_args__ = (
        CheckConstraint("jsonb_typeof(scopes) = 'array'", name="scopes_are_a_list"),
        Index("idx_apikey_created_by", "created_by"),
    )

    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(32))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(JSONB)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("members.user_id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
