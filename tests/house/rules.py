"""What a line may touch, in which file: each rule finds its breaches, and carries an example of one."""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.house.source import NOT_ROOMS, OURS, WORDS, Source, calls, imports, is_in, texts

COMMITTERS = ("surveyapp/transaction.py", "tenants/provision.py", "tenants/migrate.py", "tenants/together.py")
# Where time, chance and the world outside come from; the engine is handed them as arguments.
IMPURE = ("asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3")
IMPURE += ("subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid")
UNSAFE_FORMATS = ("pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle")
# Other rooms' composition: who may import what is closed to the rest.
COMPOSERS = ("surveyapp/app.py", "surveyapp/blueprints.py", "migrations/tables.py", "migrations/env.py")

CLOSED_WORDS = set(WORDS) - {"service", "queries"}

Breaches = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Rule:
    """`where` says which files it is about; `find` yields (line, what is there); `example` is (path, a breach)."""

    sentence: str
    where: Callable[[Source], bool]
    find: Callable[[Source], Breaches]
    example: tuple[str, str]


def is_word(*words: str) -> Callable[[Source], bool]:
    return lambda source: source.word in words


def is_under(*folders: str) -> Callable[[Source], bool]:
    return lambda source: source.path.parts[0] in folders


def anywhere(source: Source) -> bool:
    return source.path.parts[0] != "tests"


def importing(*packages: str) -> Callable[[Source], Breaches]:
    """Finds imports of these packages or of anything in them."""
    return lambda source: ((line, name) for line, name in imports(source.tree) if is_in(name, *packages))


def calling(*names: str) -> Callable[[Source], Breaches]:
    return lambda source: ((line, f"{name}()") for line, name in calls(source.tree) if name in names)


def either(*finders: Callable[[Source], Breaches]) -> Callable[[Source], Breaches]:
    return lambda source: (breach for find in finders for breach in find(source))


def saying(*fragments: str) -> Callable[[Source], Breaches]:
    """Finds strings with these words, whatever the case."""
    return lambda source: (
        (line, fragment) for line, text in texts(source.tree) for fragment in fragments if fragment in text.lower()
    )


def words_of_the_room(source: Source, *words: str) -> Breaches:
    own = [f"surveyapp.{source.room}.{word}" for word in words]
    return ((line, name) for line, name in imports(source.tree) if is_in(name, *own))


def own(*words: str) -> Callable[[Source], Breaches]:
    """Finds imports of these words of the file's own room."""
    return lambda source: words_of_the_room(source, *words)


def beyond_the_standard_library(source: Source) -> Breaches:
    for line, name in imports(source.tree):
        top = name.partition(".")[0]
        if not is_in(name, "surveyapp.logic") and name != "surveyapp" and top not in sys.stdlib_module_names:
            yield line, name


def neighbours_insides(source: Source) -> Breaches:
    """Another room's models, schemas or views; its service and queries are its door."""
    for line, name in imports(source.tree):
        parts = name.split(".")
        inside = parts[0] == "surveyapp" and len(parts) > 2 and parts[1] not in (source.room, *NOT_ROOMS)
        if inside and parts[2] in CLOSED_WORDS:
            yield line, name


def more_than_constants(source: Source) -> Breaches:
    """Constants (a model's states, the names of permissions) are part of the wire; tables and checks are not."""
    for line, name in imports(source.tree):
        last = name.rpartition(".")[2]
        closed = is_in(name, f"surveyapp.{source.room}.models", "surveyapp.permissions")
        if closed and last not in ("models", "permissions") and not last.isupper():
            yield line, name


def imports_in_functions(source: Source) -> Breaches:
    for function in ast.walk(source.tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node.lineno, f"an import in {function.name}()"


def select_stars(source: Source) -> Breaches:
    for line, text in texts(source.tree):
        if "select *" in " ".join(text.lower().split()):
            yield line, "SELECT *"


def outside(*paths: str) -> Callable[[Source], bool]:
    return lambda source: anywhere(source) and str(source.path) not in paths


def in_rooms_and_kit(source: Source) -> bool:
    return source.path.parts[0] == "surveyapp" and str(source.path) not in COMPOSERS


RULES = (
    Rule(
        "the engine imports the standard library and itself, nothing else",
        lambda source: source.module.startswith("surveyapp.logic"),
        beyond_the_standard_library,
        ("surveyapp/logic/evaluate.py", "from sqlalchemy import select"),
    ),
    Rule(
        "the engine does no input or output and is handed time and chance as arguments",
        lambda source: source.module.startswith("surveyapp.logic"),
        either(importing(*IMPURE), calling("open", "print", "now", "today", "utcnow", "eval")),
        ("surveyapp/logic/fields/date.py", "import datetime\nlimit = datetime.date.today()"),
    ),
    Rule(
        "models hold columns and constraints: no session, no request, no rules of the wire",
        is_word("models"),
        either(importing("flask", "marshmallow", "tenants.db.session", "huey"), own("service", "queries", "schemas")),
        ("surveyapp/surveys/models.py", "from tenants.db import session"),
    ),
    Rule(
        "queries build selects: they neither flush nor decide nor format",
        is_word("queries"),
        either(
            importing("flask", "marshmallow", "huey", "surveyapp.problems", "tenants.db.session"),
            calling("flush", "add", "delete_all", "merge", "refresh"),
            own("service", "schemas", "views"),
        ),
        ("surveyapp/surveys/queries.py", "from tenants.db import session\ndef save(row): session.flush()"),
    ),
    Rule(
        "a service is handed its actor: it sees no request, no schema, no queue",
        is_word("service"),
        either(
                importing("flask.request", "flask.g", "flask.session", "marshmallow", "huey", "tasks"),
                own("schemas", "views"),
            ),
        ("surveyapp/surveys/service/publishing.py", "from flask import current_app, request"),
    ),
    Rule(
        "schemas say the shape of the wire: no database, no permission, no rule",
        is_word("schemas"),
        either(
            importing("sqlalchemy", "tenants.db", "surveyapp.transaction", "flask"),
            own("service", "queries", "views"),
            more_than_constants,
        ),
        ("surveyapp/surveys/schemas.py", "from surveyapp.surveys.models import DRAFT, Survey"),
    ),
    Rule(
        "a view calls one service: it has no queries and no session",
        is_word("views"),
        either(
            importing("tenants.db", "sqlalchemy.select", "sqlalchemy.orm", "sqlalchemy.text", "sqlalchemy.func"),
            own("queries"),
        ),
        ("surveyapp/surveys/views.py", "from surveyapp.surveys import queries"),
    ),
    Rule(
        "a task takes ids and calls a service: it touches no table",
        is_under("tasks"),
        lambda source: (
            (line, name)
            for line, name in imports(source.tree)
            if is_in(name, "sqlalchemy", "flask", "marshmallow") or ".models" in name or ".queries" in name
        ),
        ("tasks/exports.py", "from surveyapp.jobs.models import Job"),
    ),
    Rule(
        "only the worker composes an application out of tasks",
        lambda source: is_under("tasks")(source) and source.path.name != "worker.py",
        importing("surveyapp.app", "tasks.worker"),
        ("tasks/exports.py", "from surveyapp.app import create_app"),
    ),
    Rule(
        "between rooms one goes through the neighbour's service or queries",
        in_rooms_and_kit,
        neighbours_insides,
        ("surveyapp/links/service.py", "from surveyapp.surveys.models import Survey"),
    ),
    Rule(
        "nothing but the transaction, group commit, provisioning and migrating commits",
        outside(*COMMITTERS),
        calling("commit"),
        ("surveyapp/surveys/service.py", "from tenants.db import session\nsession.commit()"),
    ),
    Rule(
        "no import hides inside a function",
        anywhere,
        imports_in_functions,
        ("surveyapp/surveys/service.py", "def publish():\n    import json"),
    ),
    Rule(
        "cryptography is imported in tenants/keys.py alone",
        outside("tenants/keys.py"),
        importing("cryptography", "Crypto", "nacl"),
        ("tenants/encrypted.py", "from cryptography.hazmat.primitives import hashes"),
    ),
    Rule(
        "nothing is unpickled, anywhere",
        anywhere,
        importing(*UNSAFE_FORMATS),
        ("tasks/serializer.py", "import pickle"),
    ),
    Rule(
        "nothing evaluates text: eval nowhere",
        anywhere,
        calling("eval"),
        ("surveyapp/builder/service.py", "eval('1')"),
    ),
    Rule(
        "the product knows nothing of how it is run: it imports neither deploy nor tests nor its own WSGI module",
        lambda source: anywhere(source) and not is_under("deploy")(source),
        importing("deploy", "tests", "wsgi"),
        ("surveyapp/app.py", "from deploy.embedded import Services"),
    ),
    Rule(
        "the tenancy floor is not built on the product or on Flask",
        is_under("tenants"),
        importing("surveyapp", "tasks", "flask", "marshmallow"),
        ("tenants/db.py", "from flask import g"),
    ),
    Rule(
        "the catalogue of problems imports nothing of ours",
        lambda source: str(source.path) == "surveyapp/problems.py",
        importing(*OURS),
        ("surveyapp/problems.py", "from surveyapp.permissions import Actor"),
    ),
    Rule(
        "columns are named, never starred: a prepared SELECT * breaks in the middle of a migration",
        anywhere,
        select_stars,
        ("surveyapp/surveys/queries.py", "text('SELECT  * FROM surveys')"),
    ),
    Rule(
        "no type, domain or trigger of PostgreSQL: their identity differs in each schema",
        is_under("surveyapp", "tenants", "migrations"),
        saying("create type", "create domain", "create trigger", "current_schema()"),
        ("surveyapp/surveys/models.py", "DDL = 'CREATE TYPE status AS ENUM ()'"),
    ),
)  # fmt: skip
