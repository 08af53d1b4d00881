"""Runs export jobs in a process of its own: `python -m tests.exports.measuring <public key> <job id>...`.

Prints the most memory that the process ever held, in kB, after each job.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from surveyapp.app import configure_tenancy
from surveyapp.config import Config
from tasks import exports, job
from tenants import logs


def main() -> None:
    assert "export_csv" in job.KINDS, exports
    logs.configure()
    configure_tenancy(Config.from_environment())
    for job_id in sys.argv[2:]:
        job.run(sys.argv[1], job_id, "export_csv")
        print(most_memory())


def most_memory() -> int:
    """VmHWM, since `ru_maxrss` survives exec and so would tell the size of the process that started this one."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[0])


if __name__ == "__main__":
    main()
