"""Look-ups in the form's own lists: `instance('prices')` and the path to one column of one item, `jr:choice-name`.

A list is constant, so the answer is one of several constants: a search tree of `iif`, as deep as the logarithm of the
list is long. Files beside the form are not here, so what is looked up in them is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveyapp.formats.service.xlsform.choices import Choice
from surveyapp.formats.service.xlsform.xpath.scope import Translation
from surveyapp.formats.service.xlsform.xpath.syntax import Call, Constant, Node, Operation, Path, Reference
from surveyapp.formats.service.xlsform.xpath.values import (
    ADDED,
    CHOICE,
    CHOICES,
    LIST,
    MULTIPLIED,
    TEXT,
    Untranslatable,
    Value,
    as_text,
    quoted,
)

MOST_ENTRIES = 300
ITEM_PATH = ("root", "item")
_SHOWN = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")

Pair = tuple[str, str]


def looked_up(translation: Translation, path: Path) -> Value | None:
    """The value of a path into a list of the form, None for any other path."""
    if not isinstance(path.head, Call) or path.head.function != "instance":
        return None
    choices = _choices(translation, path.head)
    steps = path.steps
    if tuple(step.name for step in steps[:2]) != ITEM_PATH or len(steps) != 3 or len(steps[1].predicates) != 1:
        raise Untranslatable("only one column of one option can be looked up")
    column, key = _asked(steps[1].predicates[0])
    scope = translation.scope
    pairs = [
        (found, choice.column(steps[2].name, scope.language) or "")
        for choice in choices
        if (found := choice.column(column, scope.language)) is not None
    ]
    return table(translation, translation.of(key), pairs)


def _choices(translation: Translation, head: Call) -> Sequence[Choice]:
    name = head.arguments[0].text if head.arguments and isinstance(head.arguments[0], Constant) else ""
    found = translation.scope.form.lists.get(name)
    if found is None:
        raise Untranslatable(f'"{name}" is looked up in a file that is not part of the workbook')
    return found


def _asked(predicate: Node) -> tuple[str, Node]:
    """The column that is compared, and what with."""
    if isinstance(predicate, Operation) and predicate.operator == "=":
        for side, other in ((predicate.left, predicate.right), (predicate.right, predicate.left)):
            if isinstance(side, Path) and side.head is None and not side.absolute and len(side.steps) == 1:
                return side.steps[0].name, other
    raise Untranslatable("options are looked up by one column only")


def choice_name(translation: Translation, node: Call) -> Value:
    """`jr:choice-name(value, '${question}')`: the label of an option of a question."""
    if len(node.arguments) != 2:
        raise Untranslatable("jr:choice-name takes a value and a question")
    second = node.arguments[1]
    name = second.text.strip() if isinstance(second, Constant) else ""
    if name.startswith("${"):
        question = translation.scope.reference(name[2:-1].strip())
    elif isinstance(second, Reference):
        question = translation.scope.reference(second.name)
    else:
        raise Untranslatable("the question of jr:choice-name is not named")
    choices = translation.scope.form.lists.get(question.offers, [])
    labels = [(choice.value, choice.label(translation.scope.language) or choice.value) for choice in choices]
    return table(translation, translation.of(node.arguments[0]), labels)


def table(translation: Translation, key: Value, pairs: Sequence[Pair]) -> Value:
    """What the first pair with this key gives, else nothing."""
    first: dict[str, str] = {}
    for known, given in pairs:
        first.setdefault(known, given)
    if key.constant is not None:
        return _said(translation, first.get(key.constant, ""))
    if key.kind in (CHOICES, LIST):
        raise Untranslatable("several values cannot be looked up at once")
    if key.kind == CHOICE:
        first = {known: given for known, given in first.items() if known in key.options}
    if not first:
        return quoted("")
    if len(first) > MOST_ENTRIES:
        raise Untranslatable(f"a list of more than {MOST_ENTRIES} options cannot be looked up")
    asked = key if key.kind == CHOICE else as_text(key)
    said = [(known, _said(translation, given).text) for known, given in first.items()]
    return Value(TEXT, _search(asked.within(ADDED), said, is_whole=False))


def _said(translation: Translation, text: str) -> Value:
    """A label, with the answers that it shows."""
    *shown, last = _SHOWN.split(text)
    parts = []
    for plain, name in zip(shown[::2], shown[1::2], strict=True):
        parts += [quoted(plain), as_text(translation.scope.referred(name))]
    written = [part.within(MULTIPLIED) for part in (*parts, quoted(last)) if part.constant != ""]
    return Value(TEXT, " + ".join(("''", *written)), ADDED) if parts else quoted(text)


def _search(key: str, pairs: list[Pair], is_whole: bool) -> str:
    """A tree of halves of keys and what is said for each; `is_whole` says that the key is known to be among them."""
    if len(pairs) == 1 and is_whole:
        return pairs[0][1]
    if len(pairs) == 1:
        return f"iif({key} = {quoted(pairs[0][0]).text}, {pairs[0][1]}, '')"
    half = len(pairs) // 2
    keys = ", ".join(quoted(known).text for known, _ in pairs[:half])
    return f"iif({key} anyof [{keys}], {_search(key, pairs[:half], True)}, {_search(key, pairs[half:], is_whole)})"
