"""Group commit: who shares a transaction, what a bad row does to its neighbours, what nobody can know."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import exc, text

from tenants import db, direct, together, turns
from tenants.columns import new_id
from tenants.together import Write
from tests.rush import PATIENCE, Rush, holding, until

MEMBER = Write(
    """
    INSERT INTO members (user_id, email) SELECT CAST(%(id)s AS uuid), CAST(%(email)s AS text)
     WHERE CAST(%(email)s AS text) <> '' RETURNING email
    """,
    """
    WITH asked AS (
        SELECT a.n, a.id, a.email FROM json_to_recordset(CAST(%(rows)s AS json)) AS a(n integer, id uuid, email text)
    ), added AS (
        INSERT INTO members (user_id, email) SELECT asked.id, asked.email FROM asked WHERE asked.email <> ''
        RETURNING user_id
    )
    SELECT asked.n, asked.email FROM asked JOIN added ON added.user_id = asked.id
    """,
)
KEY = "members"


class Members(Rush):
    """Members added by threads of their own, while the first of them hangs on a lock that `release` lets go."""

    def __init__(self, tenant, connection, threads: ThreadPoolExecutor) -> None:
        super().__init__(KEY, connection, threads)
        self.tenant = tenant
        self.hold(f"{tenant.schema}.members")
        self.add("first@alpha.example")

    def add(self, email: str, member: UUID | None = None) -> None:
        """One more, who waits for the first by the time this returns."""
        self.come(add, self.tenant, email, member or new_id())


@pytest.fixture
def held(tenant_a, database, monkeypatch) -> Iterator[Members]:
    monkeypatch.setattr(together, "AT_ONCE", 1)
    with holding(database.admin_url) as (connection, threads):
        yield Members(tenant_a, connection, threads)


def add(tenant, email: str, member: UUID | str) -> bool:
    with db.tenant_unit(tenant):
        answer = together.write(KEY, MEMBER, {"id": member, "email": email})
        assert answer is None or answer.email == email
        return answer is not None


def transactions(tenant, *emails: str) -> list[int]:
    """The transaction that each member was added in."""
    with db.tenant_unit(tenant) as session:
        asked = text("SELECT CAST(CAST(xmin AS text) AS integer) FROM members WHERE email = :email")
        return [session.scalar(asked, {"email": email}) for email in emails]


def test_the_first_goes_at_once_and_by_itself(tenant_a):
    assert add(tenant_a, "alone@alpha.example", new_id())
    assert transactions(tenant_a, "alone@alpha.example") != [None]
    assert together._lines == {}


def test_who_comes_while_it_commits_goes_together(held, tenant_a):
    emails = [f"{number}@alpha.example" for number in range(5)]
    for email in emails:
        held.add(email)
    assert held.release() == [True] * 6
    first, *others = transactions(tenant_a, "first@alpha.example", *emails)
    assert len(set(others)) == 1 and first not in others


def test_a_few_go_at_once_before_any_waits(held, tenant_a, monkeypatch):
    monkeypatch.setattr(together, "AT_ONCE", 3)
    acting = [held.threads.submit(add, tenant_a, f"{number}@alpha.example", new_id()) for number in range(2)]
    until(lambda: together._lines[KEY].under_way == 3)
    held.add("late@alpha.example")
    held.release()
    assert all(each.result(PATIENCE) for each in acting)
    assert together._lines == {}


def test_no_more_than_the_most_go_together(held, tenant_a, monkeypatch):
    monkeypatch.setattr(together, "MOST", 2)
    emails = [f"{number}@alpha.example" for number in range(5)]
    for email in emails:
        held.add(email)
    assert held.release() == [True] * 6
    assert len(set(transactions(tenant_a, *emails))) == 3


def test_a_row_that_was_not_let_in_is_told_so_and_its_neighbours_are_written(held, tenant_a):
    held.add("welcome@alpha.example")
    held.add("")
    assert held.release() == [True, True, False]


def test_a_bad_row_fails_alone(held, tenant_a):
    taken = new_id()
    for email, member in (("one@alpha.example", taken), ("other@alpha.example", taken), ("fine@alpha.example", None)):
        held.add(email, member)
    with pytest.raises(exc.IntegrityError):
        held.release()
    outcomes = [each.exception(PATIENCE) for each in held.acting]
    assert [type(outcome) for outcome in outcomes].count(exc.IntegrityError) == 1
    assert None not in transactions(tenant_a, "first@alpha.example", "fine@alpha.example")


def test_a_connection_lost_while_it_commits_is_told_to_everybody(held, tenant_a, monkeypatch):
    put = direct.every

    def lost(statement, parameters):
        if statement == MEMBER.shared:
            db.open_tenant_unit().driver().pgconn.finish()
        return put(statement, parameters)

    monkeypatch.setattr(direct, "every", lost)
    for number in range(3):
        held.add(f"{number}@alpha.example")
    with pytest.raises(exc.OperationalError):
        held.release()
    outcomes = [each.exception(PATIENCE) for each in held.acting]
    assert outcomes[0] is None and all(outcome.connection_invalidated for outcome in outcomes[1:])
    assert together._lines == {}


def test_one_that_fails_leaves_the_place_free(tenant_a):
    with pytest.raises(exc.DataError):
        add(tenant_a, "nobody@alpha.example", "no id")
    assert add(tenant_a, "after@alpha.example", new_id())


def test_a_unit_that_has_said_something_may_not_share(tenant_a):
    with db.tenant_unit(tenant_a) as session:
        assert together.may_share()
        direct.execute("SELECT 1 WHERE %(yes)s", {"yes": True})
        assert not together.may_share()
        session.rollback()
        session.execute(text("SELECT 1"))
        assert not together.may_share()


def test_who_writes_gives_its_turn_up(held, tenant_a):
    given_up: list[str] = []

    def admitted() -> bool:
        with turns.turn(lambda: given_up.append("a turn")):
            return add(tenant_a, "waiting@alpha.example", new_id())

    acting = held.threads.submit(admitted)
    until(lambda: given_up)
    assert not acting.done()
    held.release()
    assert acting.result(PATIENCE) and given_up == ["a turn"]


def test_a_turn_that_nobody_gives_up_ends_with_its_request():
    given_up: list[str] = []
    with turns.turn(lambda: given_up.append("a turn")):
        assert given_up == []
    turns.give_up()
    assert given_up == ["a turn"]
