"""The logic engine in Chromium, served as pages get it: the vectors, and generated surveys beside Python's verdict."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.browser.conftest import Open
from tests.logic import strategies, wired
from tests.logic.making import compiled
from tests.logic.wired import Case, Side
from tests.server import Server

pytestmark = pytest.mark.slow
TODAY = "2024-03-01"
thorough = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

DECIDE = """
async ([address, cases]) => {
  const { compile } = await import(address);
  const decide = DECIDE;
  return decide(compile, cases);
}
"""


@pytest.fixture
def chromium(opened: Open, server: Server) -> Side:
    """The engine of the running server, under the policy of its pages."""
    page = opened(f"{server.base_url}/s/nobody.nothing")
    program = DECIDE.replace("DECIDE", wired.DECIDE.split("\n", 1)[1].rstrip().rstrip(";"))
    return lambda cases: str(page.evaluate(program, [f"{server.base_url}/assets/any/engine.js", cases]))


def test_every_vector_holds_in_the_browser(chromium: Side) -> None:
    assert wired.broken_vectors(chromium) == []


def test_everything_decided_of_the_vectors_is_the_same(chromium: Side) -> None:
    assert wired.disagreements(chromium, [case for _, case, _ in wired.vectors()]) == []


@thorough
@given(data=st.data(), hidden_values=st.sampled_from(("empty", "raw")))
def test_generated_surveys_are_decided_alike(chromium: Side, data: st.DataObject, hidden_values: str) -> None:
    document = data.draw(strategies.documents())
    answers = data.draw(strategies.answers_to(document) | strategies.hostile_answers_to(document))
    edits = [(name, value) for name, value in data.draw(strategies.edits_of(document)) if wired.travels(value)]
    case = Case(compiled(document), wired.traveling(answers), hidden_values, TODAY, edits)
    assert wired.disagreements(chromium, [case]) == []
