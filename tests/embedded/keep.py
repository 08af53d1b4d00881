"""Hold the services of a directory until told to stop: the stand-in for a server process, which tests then kill.

Usage: python -m tests.embedded.keep DIRECTORY [share] [durable]. Prints one JSON line once both servers answer.
"""

import json
import os
import signal
import sys
from pathlib import Path

from deploy.embedded import EmbeddedError, Services
from deploy.embedded.launch import die_with
from deploy.processes import ending_in_order


def main() -> None:
    die_with(os.getppid(), signal.SIGTERM)
    options = sys.argv[2:]
    with ending_in_order():
        try:
            with Services(Path(sys.argv[1]), durable="durable" in options, share="share" in options) as services:
                print(json.dumps(_described(services)), flush=True)
                signal.pause()
        except EmbeddedError as error:
            sys.exit(str(error))


def _described(services: Services) -> dict[str, object]:
    return {
        "uid": os.getuid(),
        "owned": services.owned,
        "postgres": services.superuser_url(),
        "redis": services.redis_url,
        "programs": str(services.pg_bin("")),
    }


if __name__ == "__main__":
    main()
