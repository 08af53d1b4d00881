"""How long an export's file lies about: a week, or until its survey goes."""

import time
from collections.abc import Collection
from datetime import timedelta
from functools import partial

from surveyapp.exports.service.starting import EXPORT
from surveyapp.exports.service.writing import FOLDER
from surveyapp.jobs import service as jobs
from surveyapp.transaction import after_commit
from tenants import files
from tenants.context import Tenant, current


def forget_old(age: timedelta) -> None:
    """Remove the files of exports older than `age`, and what a killed worker left of an unfinished one."""
    jobs.forget_files(age)
    after_commit(partial(_remove_older, current(), age))


def remove_all(survey_id: str) -> None:
    """End the exports of a survey and remove their files: it was deleted."""
    after_commit(partial(_remove, current(), jobs.withdraw(EXPORT, "survey_id", survey_id)))


def _remove(tenant: Tenant, paths: Collection[str]) -> None:
    for path in paths:
        files.remove(tenant, path)


def _remove_older(tenant: Tenant, age: timedelta) -> None:
    """By the files' own age: a file that no row names any more goes like the others."""
    limit = time.time() - age.total_seconds()
    for path in files.folder(tenant, FOLDER).iterdir():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
