"""Downloading an export."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from surveyapp import problems
from surveyapp.exports.service import sealed_file
from surveyapp.exports.service.starting import EXPORT
from surveyapp.jobs import service as jobs
from surveyapp.permissions import Actor
from tenants import files
from tenants.context import current


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way: its content in pieces, and what is known of the whole."""

    content: Iterator[bytes]
    name: str
    size: int
    rows: int
    sha256: str


def download(job_id: UUID, *, actor: Actor) -> Download:
    """The file of an export that the actor may see. The content can be read after the transaction.

    Raises not_found, permission_is_missing, job_file_is_not_ready, file_is_gone (also after seven days).
    """
    job = jobs.get(job_id, actor=actor)
    if job.kind != EXPORT:
        raise problems.not_found()
    if job.result is None:
        raise problems.job_file_is_not_ready(state=job.state)
    if job.file_path is None:
        raise problems.file_is_gone()
    path, told = files.path_of(current(), job.file_path), job.result
    if not path.is_file():
        raise problems.file_is_gone()
    content = sealed_file.pieces(current(), path)
    return Download(content, told["file_name"], told["bytes"], told["rows"], told["sha256"])
