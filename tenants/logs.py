"""JSON lines on stderr: every line names the tenant entered and what the caller bound (request_id, job_id).

Never answers and never tokens. Events are named with plain values, so three leaks remain and are closed here: keys
that carry secrets, the DETAIL that PostgreSQL adds to an error ("Failing row contains ..."), and the parameters that
SQLAlchemy would print (hidden by the engines). The standard library's loggers go the same way.

A line of ours goes straight to the stream, since each request pays for one (bench/README.md). Only where somebody else
listens to the standard library's logging, too, does it become a record on its way.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import Processor

from tenants import context

LEVELS = {name.lower(): level for name, level in logging.getLevelNamesMapping().items()}
HIDDEN = "[hidden]"
SECRET_KEYS = re.compile(r"answer|authorization|cookie|password|secret|sealed|token|master_key|value", re.IGNORECASE)
SPOKEN_DETAIL = re.compile(r"(?:DETAIL|CONTEXT): .*?(?=\n\[SQL: |\n\nThe above|\n\nDuring|\nTraceback|\Z)", re.DOTALL)

Event = MutableMapping[str, Any]


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's logging to `stream` (stderr) as JSON lines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        name_tenant,
        hide_secrets,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _render],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    structlog.configure(
        processors=[*shared, Straight(handler), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    # What no line of ours tells need not be found out for each: the documented way to have logging leave it be.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


class Straight:
    """The last processor: writes the line and drops the event, or hands on what logging has to see to.

    That is what somebody else listens for, and what could not be written: logging tells of it and fails nobody.
    """

    def __init__(self, handler: "logging.StreamHandler[TextIO]") -> None:
        self.handler = handler
        self.listening = [handler]

    def __call__(self, logger: logging.Logger, method: str, event: Event) -> Event:
        if logging.root.handlers != self.listening or logger.handlers:
            return event
        if logger.isEnabledFor(LEVELS[method]) and not self._written(event):
            return event
        raise structlog.DropEvent

    def _written(self, event: Event) -> bool:
        self.handler.acquire()
        try:
            self.handler.stream.write(_render(None, "", event) + "\n")
            self.handler.stream.flush()
        except Exception:
            return False
        finally:
            self.handler.release()
        return True


def name_tenant(logger: Any, method: str, event: Event) -> Event:
    """Name the tenant entered by its public key, unless the line names one already."""
    tenant = context.current_or_none()
    if tenant is not None:
        event.setdefault("tenant", tenant.public_key)
    return event


def hide_secrets(logger: Any, method: str, event: Event) -> Event:
    """Blank what a key's name gives away as secret, and what the database says about the row that failed."""
    for key, value in event.items():
        event[key] = _hidden(key, value)
    return event


@lru_cache(maxsize=1024)
def _is_secret(key: str) -> bool:
    return key != "event" and SECRET_KEYS.search(key) is not None


def _hidden(key: str, value: Any) -> Any:
    if _is_secret(key):
        return HIDDEN
    if isinstance(value, dict):
        return {inner: _hidden(str(inner), each) for inner, each in value.items()}
    return SPOKEN_DETAIL.sub(HIDDEN, value) if isinstance(value, str) and _may_speak(value) else value


def _may_speak(text: str) -> bool:
    """Spares the many lines without a database's words the search for them."""
    return "DETAIL: " in text or "CONTEXT: " in text


def _render(logger: Any, method: str, event: Event) -> str:
    return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
