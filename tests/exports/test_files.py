"""What lies on disk: sealed, whole or not at all, and not for longer than it should."""

from __future__ import annotations

from threading import Thread

import pytest

from surveyapp import events
from surveyapp.exports.service import sealed_file
from surveyapp.exports.service.sealed_file import PIECE, SealedFile
from surveyapp.jobs import service as jobs
from surveyapp.transaction import transaction
from tasks import job, subscriptions
from tasks.queue import Queue
from tenants import files
from tenants.errors import BadSeal
from tests.factories.jobs import actor_of, job_of

CANARY = "canary-41000-canary"


@pytest.fixture
def path(app, tenant_a):
    files.folder(tenant_a, "exports")
    return files.path_of(tenant_a, "exports/x.csv")


def written(tenant, path, content: bytes) -> SealedFile:
    with SealedFile(tenant, path) as file:
        file.write(content)
    return file


def read(tenant, path) -> bytes:
    return b"".join(sealed_file.pieces(tenant, path))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_sealed_file_comes_back_as_it_was_written(tenant_a, path, size):
    content = bytes(index % 251 for index in range(size))
    assert written(tenant_a, path, content).size == size
    assert read(tenant_a, path) == content


def test_its_content_is_not_on_disk(exported, survey, answered, tenant_a):
    answered({"comment": CANARY}, sensitive={"salary": CANARY})
    assert CANARY.encode() in exported.content(survey[0])
    lying = [file for file in files.folder(tenant_a).rglob("*") if file.is_file()]
    assert lying
    assert not any(CANARY.encode() in file.read_bytes() for file in lying)


def test_only_its_owner_may_read_it(tenant_a, path):
    written(tenant_a, path, b"x")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_an_altered_byte_is_noticed(tenant_a, path):
    written(tenant_a, path, b"x" * 100)
    content = bytearray(path.read_bytes())
    content[60] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadSeal):
        read(tenant_a, path)


def test_a_file_cut_off_between_two_pieces_is_noticed(tenant_a, path):
    written(tenant_a, path, b"x" * (PIECE + 1))
    content = path.read_bytes()
    first = int.from_bytes(content[:4], "big") + 4
    path.write_bytes(content[:first])
    with pytest.raises(BadSeal):
        read(tenant_a, path)


def test_pieces_in_another_order_are_noticed(tenant_a, path):
    written(tenant_a, path, b"x" * (2 * PIECE + 1))
    content = path.read_bytes()
    length = int.from_bytes(content[:4], "big") + 4
    path.write_bytes(content[length : 2 * length] + content[:length] + content[2 * length :])
    with pytest.raises(BadSeal):
        read(tenant_a, path)


def test_a_file_under_another_name_or_of_another_organization_does_not_open(tenant_a, tenant_b, path):
    written(tenant_a, path, b"x")
    moved = path.rename(path.with_name("y.csv"))
    with pytest.raises(BadSeal):
        read(tenant_a, moved)
    with pytest.raises(BadSeal):
        read(tenant_b, moved.rename(path))


def test_an_exception_leaves_nothing_behind(tenant_a, path):
    with pytest.raises(RuntimeError), SealedFile(tenant_a, path) as file:
        file.write(b"x" * (2 * PIECE))
        raise RuntimeError
    assert list(path.parent.iterdir()) == []


def test_an_export_cancelled_half_way_leaves_no_file(exported, survey, answered, tenant_a, monkeypatch):
    monkeypatch.setattr("surveyapp.exports.service.writing.BATCH", 1)
    for _ in range(3):
        answered({"comment": "fine"})
    started, actor = exported.start(survey[0]), actor_of(tenant_a)
    seen = []
    work = job.KINDS["export_csv"].work

    def cancelled_after_the_first_batch(held, progress):
        def report(done: int, total: int) -> None:
            seen.extend(files.folder(tenant_a, "exports").iterdir())
            canceller = Thread(target=cancel)
            canceller.start()
            canceller.join()
            raise jobs.Taken(held.kind)

        return work(held, report)

    def cancel() -> None:
        with transaction(tenant_a):
            jobs.cancel(started["id"], actor=actor)

    monkeypatch.setitem(job.KINDS, "export_csv", job.Kind(3, cancelled_after_the_first_batch))
    assert exported.finish(started)["state"] == "cancelled"
    assert [file.suffix for file in seen] == [".part"]
    assert list(files.folder(tenant_a, "exports").iterdir()) == []


def test_what_a_killed_worker_left_of_an_export_goes_with_the_next_attempt(exported, survey, tenant_a):
    started = exported.start(survey[0])
    files.folder(tenant_a, "exports")
    left = files.path_of(tenant_a, f"exports/{started['id']}.0.csv.part")
    left.write_bytes(b"half")
    assert exported.finish(started)["state"] == "succeeded"
    assert [path.suffix for path in left.parent.iterdir()] == [".csv"]


def test_progress_is_counted_in_rows(exported, survey, answered, monkeypatch):
    monkeypatch.setattr("surveyapp.exports.service.writing.BATCH", 2)
    for _ in range(5):
        answered({})
    told = []
    work = job.KINDS["export_csv"].work
    recording = job.Kind(3, lambda held, progress: work(held, lambda done, total: told.append((done, total))))
    monkeypatch.setitem(job.KINDS, "export_csv", recording)
    exported.run(survey[0])
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_deleting_a_survey_removes_what_was_exported_of_it(exported, survey, tenant_a, redis_url):
    queue = Queue(redis_url)
    subscriptions.bind(queue)
    finished, waiting = exported.run(survey[0]), exported.start(survey[0])
    path = files.path_of(tenant_a, job_of(tenant_a, finished["id"]).file_path)
    queue.huey.storage.flush_queue()
    with transaction(tenant_a):
        events.announce(events.SurveyDeleted(survey[0]))
    message = queue.huey.serializer.deserialize(queue.huey.storage.dequeue())
    queue.redis.close()
    job.run(*message.args)
    assert not path.exists()
    assert job_of(tenant_a, waiting["id"]).state == "cancelled"
    assert exported.caller.get(f"/exports/{finished['id']}/file").status_code == 410
