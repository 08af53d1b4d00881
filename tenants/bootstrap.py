"""What a superuser does once per cluster and once per database: roles, the database itself, and closing the wall.

Repeatable at any time; `surveyapp bootstrap` runs it. Where a managed server does not let us revoke something, the
hole is named loudly instead of being passed over: `holes()` asks the server what is really open.
"""

import logging
from collections.abc import Iterable

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from tenants import connections
from tenants.naming import APP_ROLE, OWNER_ROLE, SHARED_ROLE

log = logging.getLogger(__name__)

LOCK_KEY = 0x73757276  # one bootstrap at a time in a cluster: CREATE ROLE and GRANT race in shared catalogs
GRANT_OPTIONS_SINCE = 160_000

CLOSED_FUNCTIONS = (
    "set_config",  # would change role and search_path from inside an expression
    "query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema",  # run a statement given as text
    "cursor_to_xml", "cursor_to_xmlschema", "ts_stat", "ts_rewrite",
    "lo_creat", "lo_create", "lo_from_bytea", "lo_put", "lowrite", "lo_unlink",  # storage outside any schema
    "pg_notify",  # a channel shared by all tenants
    "pg_advisory_lock", "pg_advisory_lock_shared",  # these locks outlive COMMIT, on a pooled connection
    "pg_try_advisory_lock", "pg_try_advisory_lock_shared",
    "pg_cancel_backend", "pg_terminate_backend",  # other tenants' backends have the same login
    "pg_logical_emit_message",  # writes WAL from a read
)  # fmt: skip
OPEN_LANGUAGES = frozenset({"internal", "c", "sql", "plpgsql"})
FOREIGN_DOORS = ("dblink", "postgres_fdw", "file_fdw", "adminpack", "pg_background", "pg_cron")


def bootstrap(
    superuser_url: str,
    owner_password: str | None = None,
    app_password: str | None = None,
    database: str = "surveyapp",
) -> list[str]:
    """Make roles and `database`, then harden it and the database connected to. Returns what stays open.

    A password of None leaves the role's password as it is. Run it again for every further placement.
    """
    with _connect(superuser_url) as cluster:
        cluster.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
        make_roles(cluster, owner_password, app_password)
        make_database(cluster, database)
        harden(cluster)
    with _connect(superuser_url, database) as connection:
        harden(connection)
        return report(connection)


def make_roles(connection: Connection[TupleRow], owner_password: str | None, app_password: str | None) -> None:
    """The three roles of the cluster: who owns, who logs in and owns nothing, who may touch the shared tables."""
    _make_role(connection, OWNER_ROLE, "LOGIN NOSUPERUSER NOCREATEDB CREATEROLE NOREPLICATION", owner_password)
    _make_role(connection, APP_ROLE, "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION", app_password)
    _make_role(connection, SHARED_ROLE, "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION", None)
    connection.execute(membership(SHARED_ROLE, connection.info.server_version))


def membership(role: str, server_version: int) -> str:
    """Let the app's login become `role` by SET ROLE, inheriting none of its rights (PostgreSQL 15 has NOINHERIT)."""
    options = " WITH INHERIT FALSE, SET TRUE" if server_version >= GRANT_OPTIONS_SINCE else ""
    return f"GRANT {role} TO {APP_ROLE}{options}"


def make_database(connection: Connection[TupleRow], database: str) -> None:
    """A UTF-8 database of the owner's that PUBLIC may neither enter nor make temporary tables in."""
    name, owner = sql.Identifier(database), sql.Identifier(OWNER_ROLE)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(name, owner)
        )
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(APP_ROLE)))


def harden(connection: Connection[TupleRow]) -> None:
    """Close, in the database connected to, what was shown to lead out of a tenant without a whole statement.

    The owner keeps set_config: pg_dump begins with it.
    """
    connection.execute("SET client_min_messages = error")  # "no privileges could be revoked" is reported by holes()
    for signature in _signatures(connection, CLOSED_FUNCTIONS):
        _allowed(connection, f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC")
    _allowed(connection, f"GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO {OWNER_ROLE}")
    _allowed(connection, "REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC")
    _allowed(connection, "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC")
    if connection.execute("SELECT to_regnamespace('public')::text").fetchone() != (None,):
        _allowed(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")


def report(connection: Connection[TupleRow]) -> list[str]:
    """Log each hole as a warning an operator cannot miss, and return them."""
    found = holes(connection)
    for hole in found:
        log.warning("THE WALL BETWEEN TENANTS HAS A HOLE: %s", hole)
    return found


def holes(connection: Connection[TupleRow]) -> list[str]:
    """What the app's login could use in the database connected to, though it should not; empty when all is closed."""
    return [
        *_open_functions(connection),
        *_open_objects(connection),
        *_open_attributes(connection),
        *_foreign_doors(connection),
    ]


def _open_functions(connection: Connection[TupleRow]) -> list[str]:
    rows = connection.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace"
        " AND p.proname = ANY(%s) AND has_function_privilege(%s, p.oid, 'EXECUTE') ORDER BY 1",
        [list(CLOSED_FUNCTIONS), APP_ROLE],
    )
    return [f"every role may execute {signature}" for (signature,) in rows if not _takes_no_text(signature)]


def _open_objects(connection: Connection[TupleRow]) -> list[str]:
    row = connection.execute(
        "SELECT has_table_privilege(%(app)s, 'pg_catalog.pg_settings', 'UPDATE'),"
        " has_language_privilege(%(app)s, 'plpgsql', 'USAGE'),"
        " has_database_privilege(%(app)s, current_database(), 'TEMPORARY'),"
        " has_database_privilege(%(app)s, current_database(), 'CREATE'),"
        " coalesce(has_schema_privilege(%(app)s, to_regnamespace('public')::oid, 'CREATE'), false)",
        {"app": APP_ROLE},
    ).fetchone()
    words = (
        "every role may UPDATE pg_settings",
        "every role may run DO blocks in plpgsql",
        "the app may make temporary tables and functions",
        "the app may create schemas",
        "the app may create in schema public",
    )
    return [word for word, is_open in zip(words, row or (), strict=True) if is_open]


def _open_attributes(connection: Connection[TupleRow]) -> list[str]:
    rows = connection.execute(
        "SELECT rolname FROM pg_roles WHERE (rolname = %s AND (rolsuper OR rolinherit OR rolcreaterole OR rolcreatedb"
        " OR rolreplication OR rolbypassrls)) OR (rolname ~ '^org_[0-9a-f]{32}$' AND (rolsuper OR rolcanlogin"
        " OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls))",
        [APP_ROLE],
    )
    return [f"the role {role} has attributes it must not have" for (role,) in rows]


def _foreign_doors(connection: Connection[TupleRow]) -> list[str]:
    rows = connection.execute(
        "SELECT 'the extension ' || extname FROM pg_extension WHERE extname = ANY(%s)"
        " UNION ALL SELECT 'the language ' || lanname FROM pg_language WHERE NOT (lanname = ANY(%s))",
        [list(FOREIGN_DOORS), sorted(OPEN_LANGUAGES)],
    )
    return [f"{what} is installed" for (what,) in rows]


def _takes_no_text(signature: str) -> bool:
    """`ts_rewrite(tsquery,tsquery,tsquery)` runs nothing; only its two-argument form reads a statement."""
    return signature == "ts_rewrite(tsquery,tsquery,tsquery)"


def _signatures(connection: Connection[TupleRow], names: Iterable[str]) -> list[str]:
    """Every overload under these names: their arguments differ between PostgreSQL versions."""
    rows = connection.execute(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY(%s)",
        [list(names)],
    ).fetchall()
    return [f"pg_catalog.{signature}" for (signature,) in rows if not _takes_no_text(signature)]


def _allowed(connection: Connection[TupleRow], statement: str) -> None:
    """Run a hardening statement; a server that forbids it is reported by holes(), not by an exception here."""
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as refusal:
        log.warning("this server does not allow: %s (%s)", statement, refusal.diag.message_primary)


def _make_role(connection: Connection[TupleRow], role: str, attributes: str, password: str | None) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER ROLE" if exists else "CREATE ROLE")
    connection.execute(sql.SQL("{} {} {}").format(verb, sql.Identifier(role), sql.SQL(attributes)))
    if password is not None:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))


def _connect(superuser_url: str, database: str | None = None) -> Connection[TupleRow]:
    """A session of its own statements: CREATE DATABASE cannot run inside a transaction."""
    address = connections.parts(superuser_url) | {"application_name": "surveyapp-bootstrap"}
    if database is not None:
        address["dbname"] = database
    return psycopg.connect(make_conninfo(**address), autocommit=True)
