"""Each line of the product touches only what its file may touch; each rule is seen to find the breach it is about."""

import pytest

from tests.house.rules import RULES, Rule
from tests.house.source import parsed, sources

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)


@each_rule
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    breaches = [
        f"{source.path}:{line}: {what}"
        for source in sources()
        if rule.where(source)
        for line, what in rule.find(source)
    ]
    assert not breaches, f"{rule.sentence}:\n" + "\n".join(sorted(set(breaches)))


@each_rule
def test_the_rule_finds_a_breach(rule: Rule) -> None:
    source = parsed(*rule.example)
    assert rule.where(source)
    assert list(rule.find(source))
