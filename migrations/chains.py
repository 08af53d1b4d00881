"""The two chains, as Alembic configurations made in code: there is no alembic.ini to disagree with.

Imports no models, so that tenants may import it; env.py, loaded by Alembic when a chain runs, does.
"""

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

SHARED = "shared"
TENANT = "tenant"
HERE = Path(__file__).parent
DOWN = "down.sql"
END = ";\n"


def config(chain: str, connection: Connection | None = None, schema: str | None = None) -> Config:
    """A chain's configuration; with a connection whose open transaction env.py is to work in, and its schema."""
    made = Config()
    made.set_main_option("script_location", _escaped(HERE))
    made.set_main_option("path_separator", "newline")
    made.set_main_option("version_locations", _escaped(HERE / chain / "versions"))
    made.attributes.update(chain=chain, connection=connection, schema=schema)
    return made


@cache
def head(chain: str) -> str:
    """The newest revision of a chain: where a fresh schema is stamped."""
    return ScriptDirectory.from_config(config(chain)).as_revision_number("head")  # type: ignore[return-value]


def initial(chain: str) -> list[str]:
    """The single statements of a chain's first revision, in order: its numbered .sql files."""
    files = sorted((HERE / chain / "initial").glob("[0-9]*.sql"))
    return [statement for file in files for statement in _statements(file)]


def initial_down(chain: str) -> list[str]:
    """The statements that take the first revision down."""
    return _statements(HERE / chain / "initial" / DOWN)


def _statements(file: Path) -> list[str]:
    return [each.strip() for each in file.read_text().split(END) if each.strip()]


def _escaped(path: Path) -> str:
    """configparser reads % as interpolation; a checkout's path may hold one."""
    return str(path).replace("%", "%%")
