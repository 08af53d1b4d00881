"""Runs export jobs in a process of its own: `python -m tests.exports.measuring <public key> <job id>...`.

Prints the most memory that the process ever held, in kB, after each job.
"""

from __future__ import annotations

import resource
import sys

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
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main()
