"""Configuration: one frozen dataclass read from the environment, and nothing else is configurable.

`VARIABLES` is the table that README documents (a test compares). In production a missing or default secret stops
the start.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class BadConfiguration(Exception):
    """The environment does not describe a server that may run; the message lists every fault."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its default (None: must be given) and what it means."""

    name: str
    default: str | None
    meaning: str


VARIABLES: tuple[Variable, ...] = (
    Variable("SURVEYAPP_ENV", "production", "`production`, `development` or `test`; production refuses weak secrets."),
    Variable("DATABASE_URL", None, "The app's login on the main database (`postgresql://surveyapp_app:...`)."),
    Variable("DATABASE_URLS", "", "Further databases for placement: `name=url`, separated by blanks."),
    Variable(
        "OWNER_DATABASE_URL", "", "The owner's login. Only for the worker and the command line, never the web server."
    ),
    Variable("OWNER_DATABASE_URLS", "", "The owner's logins on the further databases, as in `DATABASE_URLS`."),
    Variable("SUPERUSER_DATABASE_URL", "", "Only for `surveyapp bootstrap`, which makes roles and closes the wall."),
    Variable("REDIS_URL", None, "Redis for cache, rate limits and the queue's hints."),
    Variable("SECRET_KEY", None, "Signs access tokens, cursors and queue messages; at least 32 characters."),
    Variable("MASTER_KEY", None, "Base64 of 32 bytes; wraps every organization's data key."),
    Variable("MASTER_KEY_PREVIOUS", "", "The master key before, while `surveyapp keys rotate --master` runs."),
    Variable("PUBLIC_URL", "http://127.0.0.1:8000", "Where respondents reach this server; goes into links."),
    Variable("HOSTS", "", "Hosts that belong to one organization: `host=slug`, separated by blanks."),
    Variable("TRUSTED_PROXIES", "0", "How many proxies stand before us and set X-Forwarded-*."),
    Variable("REGISTRATION_OPEN", "true", "Whether anybody may register an organization."),
    Variable(
        "REGISTRATION_WAIT_SECONDS", "10", "How long registering waits for its organization before it answers 202."
    ),
    Variable("ACCESS_TOKEN_MINUTES", "15", "How long an access token lives."),
    Variable("SESSION_DAYS", "30", "How long a session can be refreshed."),
    Variable("STORAGE_DIR", "var/storage", "Private files (exports); one folder for each organization."),
    Variable("POOL_SIZE", "4", "Database connections a process keeps for organizations' work."),
    Variable(
        "POOL_TENANTS", "1200", "A connection is replaced after this many organizations; each costs it 0.5 MB at most."
    ),
    Variable("STATEMENT_TIMEOUT_SECONDS", "30", "A statement of the web server that runs longer is cancelled."),
    Variable("MAX_BODY_BYTES", "2097152", "A larger request body is refused with 413."),
    Variable("RATE_LIMITS", "true", "Whether rate limits apply."),
    Variable("METRICS", "false", "Whether `/metrics` answers."),
    Variable("LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`."),
)
WEAK_SECRETS = ("", "secret", "changeme", "change-me", "development", "dev", "test", "default")


@dataclass(frozen=True, slots=True)
class Config:
    """What the server was told. Secrets are kept out of its repr."""

    environment: str
    database_url: str = field(repr=False)
    database_urls: Mapping[str, str] = field(repr=False)
    owner_database_url: str = field(repr=False)
    owner_database_urls: Mapping[str, str] = field(repr=False)
    redis_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    master_key: str = field(repr=False)
    master_key_previous: str = field(repr=False)
    public_url: str
    hosts: Mapping[str, str]
    trusted_proxies: int
    registration_open: bool
    registration_wait_seconds: float
    access_token_minutes: int
    session_days: int
    storage_dir: str
    pool_size: int
    pool_tenants: int
    statement_timeout_seconds: int
    max_body_bytes: int
    rate_limits: bool
    metrics: bool
    log_level: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read and check everything; raises BadConfiguration with all faults at once."""
        faults: list[str] = []
        values = {v.name: _read(v, environ, faults) for v in VARIABLES}
        read = _Reader(values, faults)
        config = cls(
            environment=read.choice("SURVEYAPP_ENV", ("production", "development", "test")),
            database_url=values["DATABASE_URL"],
            database_urls=read.pairs("DATABASE_URLS"),
            owner_database_url=values["OWNER_DATABASE_URL"],
            owner_database_urls=read.pairs("OWNER_DATABASE_URLS"),
            redis_url=values["REDIS_URL"],
            secret_key=values["SECRET_KEY"],
            master_key=read.key("MASTER_KEY"),
            master_key_previous=read.key("MASTER_KEY_PREVIOUS"),
            public_url=values["PUBLIC_URL"].rstrip("/"),
            hosts=read.pairs("HOSTS"),
            trusted_proxies=int(read.number("TRUSTED_PROXIES")),
            registration_open=read.flag("REGISTRATION_OPEN"),
            registration_wait_seconds=read.number("REGISTRATION_WAIT_SECONDS"),
            access_token_minutes=int(read.number("ACCESS_TOKEN_MINUTES")),
            session_days=int(read.number("SESSION_DAYS")),
            storage_dir=values["STORAGE_DIR"],
            pool_size=int(read.number("POOL_SIZE")),
            pool_tenants=int(read.number("POOL_TENANTS")),
            statement_timeout_seconds=int(read.number("STATEMENT_TIMEOUT_SECONDS")),
            max_body_bytes=int(read.number("MAX_BODY_BYTES")),
            rate_limits=read.flag("RATE_LIMITS"),
            metrics=read.flag("METRICS"),
            log_level=read.choice("LOG_LEVEL", ("debug", "info", "warning", "error")),
        )
        if config.environment == "production":
            faults += _weaknesses(config)
        if faults:
            raise BadConfiguration("The environment cannot be used:\n" + "\n".join(f"- {fault}" for fault in faults))
        return config

    def flask(self) -> dict[str, Any]:
        """The same for Flask and its extensions."""
        return {
            "SURVEYAPP": self,
            "TESTING": self.environment == "test",
            "SECRET_KEY": self.secret_key,
            "HOSTS": dict(self.hosts),
            "MAX_CONTENT_LENGTH": self.max_body_bytes,
            "MAX_FORM_MEMORY_SIZE": self.max_body_bytes,
            "JWT_SECRET_KEY": self.secret_key,
            "JWT_ACCESS_TOKEN_EXPIRES": self.access_token_minutes * 60,
            "RATELIMIT_ENABLED": self.rate_limits,
            "RATELIMIT_STORAGE_URI": self.redis_url.replace("unix://", "redis+unix://"),
            "RATELIMIT_STORAGE_OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
            "API_TITLE": "surveyapp",
            "API_VERSION": "v1",
            "OPENAPI_VERSION": "3.1.0",
            "OPENAPI_URL_PREFIX": "/api/v1",
            "OPENAPI_JSON_PATH": "openapi.json",
        }


def _read(variable: Variable, environ: Mapping[str, str], faults: list[str]) -> str:
    value = environ.get(variable.name, variable.default)
    if value is None:
        faults.append(f"{variable.name} is missing: {variable.meaning}")
    return (value or "").strip()


@dataclass(slots=True)
class _Reader:
    values: dict[str, str]
    faults: list[str]

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        if self.values[name] not in allowed:
            self.faults.append(f"{name} must be one of {', '.join(allowed)}.")
        return self.values[name]

    def flag(self, name: str) -> bool:
        return self.choice(name, ("true", "false")) == "true"

    def number(self, name: str) -> float:
        try:
            return max(0.0, float(self.values[name]))
        except ValueError:
            self.faults.append(f"{name} must be a number.")
            return 0

    def pairs(self, name: str) -> dict[str, str]:
        found = [item.partition("=") for item in self.values[name].split()]
        if any(not (left and middle and right) for left, middle, right in found):
            self.faults.append(f"{name} must be name=value pairs separated by blanks.")
        return {left: right for left, _, right in found}

    def key(self, name: str) -> str:
        if self.values[name] and len(_decoded(self.values[name])) != 32:
            self.faults.append(f"{name} must be base64 of 32 bytes (openssl rand -base64 32).")
        return self.values[name]


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        return b""


def _weaknesses(config: Config) -> list[str]:
    faults = []
    if len(config.secret_key) < 32 or config.secret_key.lower() in WEAK_SECRETS or len(set(config.secret_key)) < 10:
        faults.append("SECRET_KEY must be at least 32 random characters in production.")
    if config.master_key and len(set(_decoded(config.master_key))) < 8:
        faults.append("MASTER_KEY must be random in production.")
    return faults
