"""Hypothesis strategies: surveys that are accepted, answers that fit them, answers that are meant to hurt.

A generated survey cannot circle: sections and fields get ranks, a section's below its fields', and rules, dependencies
and expressions read upwards only. Ranks are unrelated to the order of the form, so forward references occur as well.
"""

from typing import Any

from hypothesis import strategies as st

from tests.logic.making import Document, dependency, field, rule, section, survey

VALUES = ("a", "b", "c", "abc", "0")
TEXTS = st.sampled_from(("", " ", "a", " a ", "ab", "A", "0", "5", "abc abc", "\u00e9", "\n"))
NUMBERS = st.one_of(st.integers(-3, 12), st.sampled_from((0.5, 5.0, "5", "5.0", "0", "1e1", "7.25", " 3 ")))
DATES = st.sampled_from(("2023-12-31", "2024-01-01", "2024-02-29", "2024-06-15", "2025-01-01"))
CHOSEN = st.sampled_from(VALUES)
LISTS = st.lists(CHOSEN, max_size=4)
YES_NO = st.sampled_from(("yes", "no", "na", True, False))

TIMES = st.sampled_from(("08:00", "09:30:00", "09:30:05", "17:00", "23:59:59"))
MOMENTS = st.sampled_from(("2024-02-29T09:30", "2024-03-01T00:00:00", "2024-03-01T23:59:59", "2023-12-31T23:59"))
RATINGS = st.one_of(st.integers(0, 6), st.sampled_from(("3", 2.0, 2.5)))
ROWS = ("one", "two", "3")
TABLES = st.dictionaries(st.sampled_from(ROWS), CHOSEN | st.none(), max_size=3)
FILES = st.builds(
    lambda name, size, mime_type: {"name": name, "size": size, "mime_type": mime_type, "stored_file_id": "f"},
    st.sampled_from(("a.pdf", "abc.PDF", "b.png", "a.exe")),
    st.sampled_from((0, 5, 1000, 20_000_000)),
    st.sampled_from(("application/pdf", "image/png", "Image/PNG")),
)

FITTING = {
    "text": TEXTS,
    "text_area": TEXTS,
    "number": NUMBERS,
    "date": DATES,
    "dropdown": CHOSEN,
    "checkbox": LISTS,
    "boolean": YES_NO,
    "ranking": LISTS,
    "rating": RATINGS,
    "time": TIMES,
    "datetime": MOMENTS,
    "matrix": TABLES,
    "file": FILES,
    "multiple_files": st.lists(FILES, max_size=3),
    "note": st.none(),
}
CONSTANTS = {**FITTING, "text": st.sampled_from(("a", "ab", " a", "5")), "text_area": st.sampled_from(("a", "abc"))}
CONSTANTS |= dict.fromkeys(("file", "multiple_files"), st.sampled_from(("a.pdf", "b", ".PDF")))

EXACT = ("equals", "not_equals", "in", "not_in", "is_empty", "is_not_empty")
ORDERED = (*EXACT, "greater_than", "less_than", "greater_or_equal", "less_or_equal", "between")
TEXTUAL = (*EXACT, "contains", "not_contains", "starts_with", "ends_with")
COUNTED = ("file_size_greater_than", "file_count_greater_than")
SEVERAL = ("checkbox", "ranking")
WITH_OPTIONS = ("dropdown", *SEVERAL, "matrix")
OPERATORS = {
    "text": TEXTUAL,
    "text_area": TEXTUAL,
    "number": ORDERED,
    "date": ORDERED,
    "dropdown": EXACT,
    "checkbox": (*EXACT, "contains", "not_contains"),
    "boolean": EXACT,
    "ranking": (*EXACT, "contains", "not_contains"),
    "rating": ORDERED,
    "time": ORDERED,
    "datetime": ORDERED,
    "matrix": ("is_empty", "is_not_empty"),
    "file": (*EXACT, "contains", "not_contains", *COUNTED),
    "multiple_files": (*EXACT, "contains", "not_contains", *COUNTED),
    "note": (),
}
CONFIGS = {
    "text": st.sampled_from(({}, {"min_length": 2}, {"max_length": 3}, {"min_length": 1, "max_length": 5})),
    "number": st.sampled_from(({}, {"min_value": 0}, {"max_value": "7.5", "decimal_places": 1})),
    "date": st.sampled_from(({}, {"min_date": "2024-01-01"}, {"max_date": "2024-12-31", "format": "DD/MM/YYYY"})),
    "rating": st.sampled_from(({}, {"min_value": 0, "max_value": 3, "min_label": "low"})),
    "time": st.sampled_from(({}, {"min_time": "09:00"}, {"max_time": "17:00:00"})),
    "datetime": st.sampled_from(({}, {"min_datetime": "2024-01-01T00:00"}, {"max_datetime": "2024-03-01T12:00"})),
    "matrix": st.sampled_from(({}, {"rows": [{"value": row, "label": row.title()} for row in ROWS]})),
    "file": st.sampled_from(({}, {"allowed_mime_types": ["image/*"]}, {"max_file_size_mb": "0.0005"})),
    "multiple_files": st.sampled_from(({}, {"allowed_file_types": [".pdf"], "max_files_count": 1})),
}

ASKING = {
    "text": ("X contains 'a'", "len(X) > 1", "X = 'a'", "regex(X, '[a-z ]+')", "X + 'b' = 'ab'", "X > 4", "X notempty"),
    "number": (
        "X >= 5",
        "X + 1 > X * 2",
        "not X = 5",
        "round(X) % 2 = 0",
        "X / (X - 5) > 1",
        "X anyof [1, 5]",
        "X empty",
    ),
    "date": ("X > '2024-01-01'", "age(X) >= 0", "X + 60 <= today()", "days(X, today()) < 400", "year(X) = 2024"),
    "dropdown": ("X anyof ['a', 'b']", "X notempty", "X + 'c' = 'abc'", "X in ['0']", "X != 'a'"),
    "checkbox": ("X allof ['a', 'b']", "count(X) > 1", "X noneof ['c']", "'0' in X", "X = ['a']", "X empty"),
    "boolean": ("X", "not X", "X = 'na'", "X anyof ['no', 'na']"),
}
ASKING["text_area"] = ASKING["text"]
ASKING |= {
    "ranking": ASKING["checkbox"],
    "rating": ASKING["number"],
    "time": ("X > '09:30'", "X = '08:00:00'", "hour(X) < 12", "X + '' = '17:00'", "max(X, '12:00') = X", "X empty"),
    "datetime": (
        "X >= '2024-03-01T00:00'",
        "X > today()",
        "days(X, today()) = 0",
        "time(X) < '12:00'",
        "X = min(X, '2024-01-01T00:00')",
        "X notempty",
    ),
    "matrix": ("X notempty", "count(X) > 1", "X empty"),
    "file": ("X contains '.pdf'", "X = 'a.pdf'", "X anyof ['a.pdf', 'b.png']", "count(X) = 1", "X empty"),
    "multiple_files": ("X notcontains 'b'", "X = ['a.pdf', 'b.png']", "X noneof ['a.exe']", "count(X) > 1"),
}
GIVING = {
    "text": ("'a'", "'ab' + ' '", "1 + 'x'", "today()"),
    "text_area": ("'abc'", "upper('a')"),
    "number": ("1", "0.1 + 0.2", "10 / 4", "len('abc')", "1000000 * 1000000"),
    "date": ("date('2024-02-29')", "today() + 1", "'2024-06-15'"),
    "dropdown": ("'a'", "'b'", "'gone'"),
    "checkbox": ("['a', 'b']", "['0', 'gone']", "'c'"),
    "boolean": ("'yes'", "'na'", "'maybe'"),
    "ranking": ("['c', 'a']", "'b'"),
    "rating": ("3", "1 + 1", "9"),
    "time": ("time('09:30:00')", "'23:59'"),
    "datetime": ("'2024-03-01T00:00'", "'2023-01-01T10:00:01'"),
}

HURTFUL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from((10**400, -(10**19), 2**53 + 1)),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=8),
    st.sampled_from(("\0", "\ud800", "1e999", "NaN", "2024-02-30", "\u0663", "9" * 5000, "0000-00-00", "2024-W01-1")),
    st.binary(max_size=3),
    st.just(object()),
)
HOSTILE = st.recursive(
    HURTFUL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(("x", "y")), inner, max_size=2),
    max_leaves=5,
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A survey that `check` accepts."""
    shapes = draw(st.lists(st.integers(0, 4), min_size=1, max_size=4))
    pages = [[draw(fields(f"f{page}_{at}")) for at in range(count)] for page, count in enumerate(shapes)]
    ranks = _ranks(pages, draw(st.permutations(range(len(pages)))))
    types = {each["name"]: each["field_type"] for page in pages for each in page}
    readable = [name for name in types if types[name] != "note"]
    sections = [
        section(f"s{at}", *page, rule_logic=draw(st.sampled_from(("and", "or")))) for at, page in enumerate(pages)
    ]
    arrows = [(source, target) for source in readable for target in ranks if ranks[source] < ranks[target]]
    to_sections = [(source, target) for source, target in arrows if target not in types]
    chosen = _some(draw, arrows, 8) + _some(draw, to_sections, 3)
    rules = [draw(_rules(arrow, types)) for arrow in chosen]
    choices = [(s, t) for s, t in arrows if types.get(t) in WITH_OPTIONS and types[s] != "matrix"]
    dependencies = [draw(_dependencies(arrow, types)) for arrow in _some(draw, choices, 3)]
    _formulate(draw, sections, types, arrows)
    return survey(*sections, rules=_agreeing(rules), dependencies=dependencies)


@st.composite
def judging(draw: st.DrawFn, surveys: st.SearchStrategy[Document]) -> Document:
    """The same, some constraints with a message, some asked of no answer, too."""
    document = draw(surveys)
    for part in (each for page in document["sections"] for each in page["fields"]):
        if "constraint" in part:
            plain = {"expression": part["constraint"]}
            part["constraint"] = draw(
                st.sampled_from((plain, {**plain, "message": "No."}, {**plain, "also_empty": True}))
            )
    return document


def _formulate(draw: st.DrawFn, sections: list[Document], types: dict[str, str], arrows: list[Any]) -> None:
    """Expressions here and there: each reads what its target may depend on, those that decide nothing read anything."""
    parts = {f"section {part['name']}": part for part in sections}
    parts |= {each["name"]: each for part in sections for each in part["fields"]}
    for target, part in parts.items():
        sources = [source for source, reached in arrows if reached == target]
        if sources and draw(st.integers(0, 3)) == 0:
            part["visible_if"] = draw(_conditions(sources, types))
        if target in types:
            _formulate_field(draw, part, sources, types)


def _formulate_field(draw: st.DrawFn, part: Document, sources: list[str], types: dict[str, str]) -> None:
    if types[part["name"]] == "note":
        return
    readable = sorted(name for name in types if types[name] != "note")
    if draw(st.integers(0, 3)) == 0:
        part["required_if"] = draw(_conditions(readable, types))
    if draw(st.integers(0, 4)) == 0:
        own, others = draw(_conditions([part["name"]], types)), draw(_conditions(readable, types))
        part["constraint"] = draw(st.sampled_from((own, f"({own}) or {others}", f"({own}) and {others}", others)))
    for option in part.get("options", ()):
        if sources and draw(st.integers(0, 3)) == 0:
            option["visible_if"] = draw(_conditions(sources, types))
    if part["field_type"] not in GIVING:
        return
    if sources and draw(st.integers(0, 4)) == 0:
        source = draw(st.sampled_from(sources))
        given = draw(st.sampled_from(GIVING[part["field_type"]]))
        giving = draw(st.sampled_from(("calculate", "default")))
        part[giving] = f"iif({draw(_asking(source, types))}, {given}, '')"
    elif draw(st.integers(0, 4)) == 0:
        part["default"] = draw(st.sampled_from(GIVING[part["field_type"]]))


@st.composite
def _conditions(draw: st.DrawFn, sources: list[str], types: dict[str, str]) -> str:
    asked = [draw(_asking(draw(st.sampled_from(sources)), types)) for _ in range(draw(st.integers(1, 3)))]
    joint = draw(st.sampled_from((" and ", " or ")))
    shape = draw(st.sampled_from(("{}", "not ({})", "iif({}, true, false)")))
    return shape.format(joint.join(asked))


@st.composite
def _asking(draw: st.DrawFn, source: str, types: dict[str, str]) -> str:
    return draw(st.sampled_from(ASKING[types[source]])).replace("X", "{" + source + "}")


@st.composite
def fields(draw: st.DrawFn, name: str) -> Document:
    """A field of any type."""
    field_type = draw(st.sampled_from(sorted(FITTING)))
    config = draw(CONFIGS.get(field_type, st.just({})))
    required = field_type != "note" and draw(st.booleans())
    made = field(name, field_type, is_required=required, config=config)
    if field_type in WITH_OPTIONS:
        values = draw(st.lists(CHOSEN, unique=True, max_size=4))
        made["options"] = [{"value": value, "label": value} for value in values]
    return {**made, "rule_logic": draw(st.sampled_from(("and", "or")))}


def _ranks(pages: list[list[Document]], permuted: list[int]) -> dict[str, float]:
    ranks: dict[str, float] = {}
    for at, page in enumerate(pages):
        ranks[f"section s{at}"] = permuted[at]
        ranks.update({each["name"]: permuted[at] + (place + 1) / 10 for place, each in enumerate(page)})
    return ranks


def _some(draw: st.DrawFn, arrows: list[Any], most: int) -> list[Any]:
    return draw(st.lists(st.sampled_from(arrows), max_size=most)) if arrows else []


@st.composite
def _rules(draw: st.DrawFn, arrow: tuple[str, str], types: dict[str, str]) -> Document:
    source, target = arrow
    operator = draw(st.sampled_from(OPERATORS[types[source]]))
    value = draw(_operands(operator, types[source]))
    group = draw(st.sampled_from((None, "g", "h")))
    action, logic = draw(st.sampled_from(("show", "show", "hide"))), draw(st.sampled_from(("and", "or")))
    return rule(target, source, operator, value, rule_group=group, group_logic=logic, action=action)


def _operands(operator: str, field_type: str) -> st.SearchStrategy[Any]:
    constant = CHOSEN if field_type in SEVERAL else CONSTANTS[field_type]
    if operator in COUNTED:
        return st.sampled_from((0, 1, "5", 1000))
    if operator in ("is_empty", "is_not_empty"):
        return st.none()
    if operator == "between":
        return st.tuples(constant, constant).map(list)
    if operator in ("in", "not_in", "contains", "not_contains"):
        return constant | st.lists(constant, max_size=3)
    if field_type == "multiple_files":
        return constant | st.lists(constant, max_size=2)
    return LISTS if field_type in SEVERAL else constant


def _agreeing(rules: list[Document]) -> list[Document]:
    """Rows of one rule_group take the action and the logic of its first."""
    first: dict[tuple[str, str], Document] = {}
    for row in rules:
        if row["rule_group"] is not None:
            head = first.setdefault((row["target_type"] + row["target"], row["rule_group"]), row)
            row.update(action=head["action"], group_logic=head["group_logic"])
    return rules


@st.composite
def _dependencies(draw: st.DrawFn, arrow: tuple[str, str], types: dict[str, str]) -> Document:
    source, target = arrow
    spelled = {"number": ("5", "0.5"), "date": ("2024-02-29",), "boolean": ("yes", "na"), "rating": ("3",)}
    spelled |= {"time": ("09:30",), "datetime": ("2024-02-29T09:30",)}
    value = draw(st.sampled_from(spelled.get(types[source], VALUES)))
    return dependency(target, source, value, *draw(st.lists(CHOSEN, unique=True, max_size=3)))


def answers_to(document: Document) -> st.SearchStrategy[dict[str, Any]]:
    """Answers that mostly fit."""
    fitting = {name: values_of(document, name) for name in names_of(document)}
    return st.fixed_dictionaries({}, optional=fitting)


def hostile_answers_to(document: Document) -> st.SearchStrategy[dict[Any, Any]]:
    """Anything at all, under known names and unknown ones."""
    names = st.sampled_from((*names_of(document), "", "no/such~name", "\ud800", "\0", "x" * 300))
    return st.dictionaries(names, HOSTILE, max_size=6)


def edits_of(document: Document) -> st.SearchStrategy[list[tuple[str, Any]]]:
    """A run of single changes, some of them removals, some unknown."""
    names = names_of(document)
    if not names:
        return st.just([("nobody", 1)])
    one = st.sampled_from(names).flatmap(lambda name: st.tuples(st.just(name), _edit(values_of(document, name))))
    return st.lists(one, min_size=1, max_size=10)


def _edit(fitting: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly a fitting value, sometimes a removal, now and then something else."""
    kinds = st.sampled_from((fitting, fitting, fitting, st.none(), HOSTILE))
    return kinds.flatmap(lambda kind: kind)


def names_of(document: Document) -> tuple[str, ...]:
    return tuple(each["name"] for page in document["sections"] for each in page["fields"])


def values_of(document: Document, name: str) -> st.SearchStrategy[Any]:
    types = {each["name"]: each["field_type"] for page in document["sections"] for each in page["fields"]}
    return FITTING[types[name]]
