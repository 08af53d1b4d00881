"""Start everything and show it: demo [--port N] [--data DIR] [--workers N] [--json].

PostgreSQL, Redis, the web server, the worker, an organization with six surveys and their answers, two of them imported
from other products; prints logins, the address of the API's documentation, public links, and what to try. With --json
that is one line of JSON on standard output. It stays in the foreground; Ctrl-C or SIGTERM ends everything that it
started, and what was answered is there the next time.
"""

import json
import sys
from pathlib import Path
from typing import Any

from deploy import options
from deploy.demo import seed, telling
from deploy.environment import installation
from deploy.processes import Processes, ending_in_order
from deploy.readiness import address, wait_until_ready


def run(arguments: list[str]) -> int:
    """In the foreground until a signal, or until something that it needs has ended."""
    parser = options.server_parser("demo", __doc__)
    parser.add_argument("--json", action="store_true", help="print one line of JSON once everything is ready")
    given = parser.parse_args(arguments)
    base_url = address(given.host, given.port)
    with ending_in_order(status=0), installation(given.data) as home, Processes() as processes:
        listening = ("--host", given.host, "--port", str(given.port), "--workers", str(given.workers))
        logs, web = _logs(given.data), home.for_web(base_url)
        processes.start("the worker", "tasks.worker", environment=home.for_owner(), log=logs / "worker.log")
        processes.start("the web server", "deploy.web", *listening, environment=web, log=logs / "web.log")
        wait_until_ready(base_url, processes.fallen, home.fallen)
        _print(_seeded(base_url, given.data), given.json)
        print(f"./dev demo: {processes.watch(home.fallen)} has ended; its log is in {logs}.", file=sys.stderr)
    return 1


def _logs(data_dir: Path) -> Path:
    """Where the two write: on the terminal they would bury the addresses, and in --json the one line."""
    data_dir.mkdir(parents=True, exist_ok=True)
    print(f"Logs: {data_dir}/web.log and worker.log", file=sys.stderr, flush=True)
    return data_dir


def _seeded(base_url: str, data_dir: Path) -> Any:
    return seed.seed(base_url, data_dir, say=lambda sentence: print(sentence, file=sys.stderr, flush=True))


def _print(demo: dict[str, Any], as_json: bool) -> None:
    print(json.dumps(demo) if as_json else telling.told(demo), flush=True)
