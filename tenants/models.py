"""The shared tables (schema `shared`, only in `main`) and the two tenant tables that belong to the plumbing.

No foreign key leaves a tenant's schema: `members` stands in there for users and organizations (C16, C21), with the
ON DELETE behaviour the sources ask for. Column and index names are those of U02, U04, U05, U15 and S04.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.columns import Model, SharedModel, Timestamps, UuidKey, one_of, utc_now

NO_SETTINGS = text("'{}'::jsonb")


class Organization(UuidKey, Timestamps, SharedModel):
    """The customer (U04). `state` says whether its schema can be entered; `database` where it is placed."""

    __tablename__ = "organizations"
    __table_args__ = (
        one_of("state", "provisioning", "active", "suspended", "destroying"),
        CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'", name="slug_is_a_host_label"),
        Index("idx_organization_state", "state"),
    )

    name: Mapped[str] = mapped_column(String(255))
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    public_key: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="provisioning", server_default="provisioning")
    database: Mapped[str] = mapped_column(String(48), default="main", server_default="main")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=NO_SETTINGS)


class User(UuidKey, Timestamps, SharedModel):
    """A person who signs in (U02). One row however many organizations; the email is kept in lower case."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        Index("idx_user_email", "email", unique=True),
    )

    email: Mapped[str] = mapped_column(String(255))
    password: Mapped[str] = mapped_column(String(255))
    first_name: Mapped[str | None] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_superuser: Mapped[bool] = mapped_column(default=False, server_default=false())
    password_changed_at: Mapped[datetime | None]
    activated_at: Mapped[datetime | None]


class OrganizationMembership(UuidKey, SharedModel):
    """Who belongs where (U05): the truth that each tenant's `members` copies."""

    __tablename__ = "organization_memberships"
    __table_args__ = (
        UniqueConstraint("user_id", "organization_id"),
        one_of("role", "owner", "member"),
        Index("idx_membership_organization", "organization_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("shared.users.id", ondelete="CASCADE"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("shared.organizations.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20), default="member", server_default="member")
    joined_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


class UserSession(UuidKey, SharedModel):
    """A signed-in session (U15, U16): `id` is the JWT's `session_id`, and every token dies with `is_active`.

    Only the newest refresh token's hash is kept; an older generation coming back is a stolen one.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (
        Index("idx_usersession_user_active", "user_id", "is_active"),
        Index("idx_usersession_organization", "organization_id"),
        Index("idx_usersession_expires", "expires_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("shared.users.id", ondelete="CASCADE"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("shared.organizations.id", ondelete="CASCADE"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    ip_address: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    last_activity: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
    logged_out_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    refresh_hash: Mapped[str] = mapped_column(String(64))
    refresh_generation: Mapped[int] = mapped_column(default=0, server_default="0")


class TenantKey(UuidKey, SharedModel):
    """A tenant's data key, wrapped by the master key `master_id` (S01, C5). Retired keys still open old values."""

    __tablename__ = "tenant_keys"
    __table_args__ = (
        Index("idx_tenantkey_organization", "organization_id"),
        Index("uq_tenantkey_one_active", "organization_id", unique=True, postgresql_where=text("is_active")),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("shared.organizations.id", ondelete="CASCADE"))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    master_id: Mapped[str] = mapped_column(String(16))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


class UserToken(UuidKey, SharedModel):
    """A one-time link: activates an invited member or resets a password. Only its SHA-256 is stored."""

    __tablename__ = "user_tokens"
    __table_args__ = (
        one_of("purpose", "activation", "reset"),
        Index("idx_usertoken_user", "user_id"),
        Index("idx_usertoken_organization", "organization_id"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("shared.users.id", ondelete="CASCADE"))
    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("shared.organizations.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


class SharedAuditLog(UuidKey, SharedModel):
    """What happened where no tenant was entered (a failed login). Append-only: the role may not change a row.

    `organization_id` and `user_id` carry no foreign key: the record outlives what it tells about.
    """

    __tablename__ = "audit_logs"
    __table_args__ = (
        one_of("action", "created", "updated", "deleted", "viewed", "exported"),
        Index("idx_auditlog_user", "user_id"),
        Index("idx_auditlog_resource", "resource_type", "resource_id"),
        Index("idx_auditlog_timestamp", "timestamp"),
        Index("idx_auditlog_action", "action"),
        Index("idx_auditlog_organization", "organization_id"),
    )

    organization_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(20))
    event: Mapped[str] = mapped_column(String(60))
    resource_type: Mapped[str] = mapped_column(String(40))
    resource_id: Mapped[UUID]
    changes: Mapped[dict[str, Any] | None]
    ip_address: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(500))
    request_id: Mapped[str | None] = mapped_column(String(64))
    timestamp: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())


class Member(Model):
    """A user as this tenant knows them: what `created_by`, `sent_by` and `user_roles` refer to (C21).

    `joined_at` is null for somebody invited who has not joined: then there is no membership yet.
    """

    __tablename__ = "members"
    __table_args__ = (Index("idx_member_email", "email"),)

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255))
    first_name: Mapped[str | None] = mapped_column(String(100))
    last_name: Mapped[str | None] = mapped_column(String(100))
    is_owner: Mapped[bool] = mapped_column(default=False, server_default=false())
    joined_at: Mapped[datetime | None]


class IdempotencyKey(Model):
    """A POST that was answered once. Inserted first in the transaction it guards; the reply is sealed.

    `key_hash` is the SHA-256 of caller, method, path and the client's key; `fingerprint` that of the body.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("idx_idempotencykey_created", "created_at"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None] = mapped_column(SmallInteger)
    reply: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now, server_default=func.now())
