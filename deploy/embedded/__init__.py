"""A real PostgreSQL 18 and a real Redis out of their wheels, for a machine that has neither.

They listen on unix sockets only, live exactly as long as the process that started them (also when that process is
killed), and keep their data in a directory of their own. Only the wheels' binaries are used, never their Python.
May touch: processes, files under the data directory. Must not: know a table, a tenant or a route.
"""

from deploy.embedded.errors import EmbeddedError
from deploy.embedded.services import Services
from deploy.embedded.sources import from_environment, throwaway

__all__ = ["EmbeddedError", "Services", "from_environment", "throwaway"]
