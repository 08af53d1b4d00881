"""Writing an export as a job: one statement that streams, one batch of rows in memory, one sealed file on disk.

Sensitive answers are opened as they pass by and exist in clear in no other place than the reader's download.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

from surveyapp.exports.service.sealed_file import SealedFile
from surveyapp.exports.service.sheet import UNREADABLE, Layout, Sheet
from surveyapp.jobs.service import Done, Progress
from surveyapp.logic.columns import Column, plan
from surveyapp.logic.definition import from_document
from surveyapp.responses.queries import export as responses
from surveyapp.surveys import service as surveys
from tenants import encrypted, files
from tenants.context import Tenant, current
from tenants.db import session, utc_now
from tenants.errors import BadSeal
from tenants.streaming import batches

log = structlog.get_logger(__name__)

FOLDER = "exports"
FILE_URL = "/api/v1/exports/{job_id}/file"
BATCH = 500
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def write(job_id: UUID, attempt: int, arguments: Mapping[str, Any], *, progress: Progress) -> Done:
    """Write what was asked for into the tenant's storage. The file's name holds the attempt: two never share one.

    Raises not_found when the survey was deleted meanwhile; whatever `progress` raises passes, and the file is gone.
    """
    tenant, survey_id = current(), UUID(arguments["survey_id"])
    survey = surveys.get(survey_id)
    versions = [surveys.numbered(survey_id, number + 1) for number in range(survey.current_version or 0)]
    columns = plan([from_document(version.definition) for version in versions])
    sheet = Sheet(
        columns,
        {str(version.id): version.number for version in versions},
        Layout(arguments["labels"], arguments["header"], arguments["multiple"]),
        _instances(columns, survey_id, arguments["status"]),
    )
    relative = f"{FOLDER}/{job_id}.{attempt}.csv"
    _remove_leftovers(files.folder(tenant, FOLDER), job_id)
    with SealedFile(tenant, files.path_of(tenant, relative)) as file:
        if arguments["bom"]:
            file.write(BYTE_ORDER_MARK)
        file.write(sheet.header)
        rows = _write_rows(file, sheet, tenant, survey_id, arguments["status"], progress)
    result = {
        "rows": rows,
        "columns": sheet.width,
        "bytes": file.size,
        "sha256": file.checksum,
        "file_name": file_name(survey.title, utc_now()),
    }
    return Done(result, relative, FILE_URL.format(job_id=job_id))


def _remove_leftovers(folder: Path, job_id: UUID) -> None:
    """What earlier attempts left when their worker was killed."""
    for path in folder.glob(f"{job_id}.*"):
        path.unlink(missing_ok=True)


def file_name(title: str, at: datetime) -> str:
    """What the download is called: ASCII, so that every browser and disk agrees."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower())[:60].strip("-") or "survey"
    return f"{stem}-{at:%Y-%m-%d}.csv"


def _instances(columns: Sequence[Column], survey_id: UUID, status: str) -> dict[str, int]:
    """How many instances each repeat lists at most: the database looks through the responses once, so that the file is
    as wide as it has to be. Nobody can look into sealed ones; they get as many as the survey allows."""
    repeats = {column.repeat.name: column.repeat for column in columns if column.repeat is not None}
    allowed = {name: repeat.most for name, repeat in repeats.items() if repeat.is_sensitive and not repeat.is_keyed}
    if not repeats:
        return {}
    found = session.execute(responses.most_instances(survey_id, status, list(repeats))).one()
    listed = dict(zip(repeats, found, strict=True))
    return {name: max(listed[name] or 0, allowed.get(name, 0)) for name in repeats}


def _write_rows(
    file: SealedFile, sheet: Sheet, tenant: Tenant, survey_id: UUID, status: str, progress: Progress
) -> int:
    total = session.scalar(responses.export_count(survey_id, status)) or 0
    done = 0
    with closing(batches(responses.for_export(survey_id, status), BATCH)) as found:
        for batch in found:
            opened = [_answers(tenant, response_id, plain, sealed) for response_id, *_, plain, sealed in batch]
            file.write(sheet.lines(batch, opened))
            done += len(batch)
            progress(done, max(total, done))
    return done


def _answers(
    tenant: Tenant, response_id: str, plain: Mapping[str, object], sealed: Mapping[str, str]
) -> Mapping[str, object]:
    """All answers in clear; one that does not open is said to be unreadable and does not keep the others back."""
    if not sealed:
        return plain
    return {**plain, **{name: _opened(tenant, UUID(response_id), name, text) for name, text in sealed.items()}}


def _opened(tenant: Tenant, response_id: UUID, name: str, sealed: str) -> object:
    try:
        return encrypted.open_value(tenant, response_id, name, sealed)
    except BadSeal:
        log.error("sealed_value_does_not_open", response_id=str(response_id), field=name)
        return UNREADABLE
