"""What must be known before anything can be translated: what becomes of each question, what it is called, which groups
are sections, and of which type each calculation is."""

from __future__ import annotations

from dataclasses import replace

from pyxform.constants import RANK

from surveyapp.formats.service.xlsform import kinds
from surveyapp.formats.service.xlsform.draft import Draft
from surveyapp.formats.service.xlsform.fields import settled
from surveyapp.formats.service.xlsform.kinds import ABSENT, ASKED, CALCULATED, NOTE, Kind
from surveyapp.formats.service.xlsform.opening import Opening, fired, is_triggered
from surveyapp.formats.service.xlsform.options import offered
from surveyapp.formats.service.xlsform.tree import LOOP, QUESTION, REPEAT, Node
from surveyapp.formats.service.xlsform.xpath import Binding, Scope, Untranslatable, Value, value, values
from surveyapp.logic.names import name_problem

KEPT = (values.NUMBER, values.DATE, values.TIME, values.DATETIME)
"""The types that a calculated value can have; all others are texts."""


def prepare(draft: Draft) -> None:
    """Fill in the draft's kinds, names, bindings and calculations."""
    questions = [node for node in draft.form.root.walk() if node.kind == QUESTION]
    for node in questions:
        draft.kinds[node] = _kind(draft, node)
    _name(draft, questions)
    for node in questions:
        draft.form.bindings[node] = _binding(draft, node)
    calculations = _Calculations(draft)
    draft.form.kind_of = calculations.kind_of
    draft.form.beginning = Opening(draft).beginning
    draft.form.helper = draft.helper
    for node in questions:
        if draft.kinds[node].role == CALCULATED:
            calculations.settle(node)


def _kind(draft: Draft, node: Node) -> Kind:
    found, row = kinds.kind(node), node.row
    if found.role == ABSENT:
        tell = draft.report.noted if found.is_harmless else draft.report.lost
        tell(row.place("type"), "question_left_out", found.why)
    if found.role == CALCULATED and not found.field_type and not row["calculate"] and not row["default"]:
        draft.report.noted(row.start, "question_left_out", "It is hidden and never has a value.")
        return Kind(ABSENT, is_blank=True)
    if found.role != ASKED:
        return found
    is_read_only = settled(row["readonly"]) is True if row["readonly"] else False
    if row["calculate"] and (is_read_only or not is_triggered(node)):
        if not is_read_only:
            draft.report.changed(row.place("calculate"), "calculated", "Nobody can overwrite what is calculated.")
        return _calculated(found)
    if is_read_only:
        return _calculated(found) if row["default"] else Kind(NOTE, "note")
    if found.answer in (values.CHOICE, values.CHOICES) and not offered(draft, node):
        return Kind(ASKED, "text", why="The list of this question has no options; it asks for text.")
    return found


def _calculated(found: Kind) -> Kind:
    return replace(found, role=CALCULATED, config={}) if found.answer in KEPT else Kind(CALCULATED, "text", values.TEXT)


def _name(draft: Draft, questions: list[Node]) -> None:
    """Questions first, those whose names are legal before all, so that they keep them."""
    here = [node for node in questions if draft.kinds[node].role != ABSENT]
    groups = [node for node in draft.form.root.walk() if node.kind != QUESTION and node.parent is not None]
    sections = [node for node in groups if _is_section(node)]
    labelled = [node for node in groups if node not in sections and node.row.texts.get("label")]
    for nodes, kind in ((here, "field"), (sections, "section"), (labelled, "field")):
        for node in sorted(nodes, key=lambda each: name_problem(each.name) is not None):
            given = draft.names.give(node.name, kind)
            (draft.form.sections if kind == "section" else draft.called)[node] = given


def _is_section(node: Node) -> bool:
    """A top group, and a repeat that stands in no other."""
    return node.repeat is node if node.kind in (REPEAT, LOOP) else bool(node.parent and node.parent.parent is None)


def _binding(draft: Draft, node: Node) -> Binding:
    kind = draft.kinds[node]
    if kind.role == NOTE or kind.is_blank:
        return Binding()
    if kind.role == ABSENT:
        return Binding(why=kind.why.rstrip(".").lower())
    chosen = kind.answer in (values.CHOICE, values.CHOICES)
    options = tuple(dict.fromkeys(choice.value for choice in offered(draft, node))) if chosen else ()
    asked = "" if kind.role == CALCULATED else kind.answer
    return Binding(draft.called[node], asked, options, is_ranked=node.type == RANK)


class _Calculations:
    """Calculations as they are needed: one that reads another wants to know its type first."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.underway: set[Node] = set()
        self.presumed: dict[Node, str] = {}

    def kind_of(self, node: Node) -> str:
        """The type of a calculated question. Raises `Untranslatable` for one that is lost."""
        declared = self.draft.kinds[node].answer
        if declared:
            return declared
        if node in self.underway:
            return self._presumed(node)
        self.settle(node)
        bound = self.draft.form.bindings[node]
        if bound.why:
            raise Untranslatable(f'"{node.name}" was not carried over: {bound.why}')
        found = self.draft.calculated[node].kind
        return found if found in KEPT else values.TEXT

    def _presumed(self, node: Node) -> str:
        """What a running total in a repeat, which reads itself in the instance before, is taken for at first."""
        if node.repeat is None:
            raise Untranslatable(f'"{node.name}" is calculated from itself')
        return self.presumed.setdefault(node, values.NUMBER)

    def settle(self, node: Node) -> None:
        """Translate a calculation once; a question without one is lost."""
        if node in self.draft.calculated or self.draft.form.bindings[node].why:
            return
        self.underway.add(node)
        found = self._found(node)
        if found is not None and self.presumed.get(node, found.kind) != found.kind:
            self.presumed[node] = values.TEXT
            found = self._found(node)
        self.underway.discard(node)
        if found is not None:
            self.draft.calculated[node] = found
            return
        self.draft.form.bindings[node] = Binding(why="its calculation is lost")
        self.draft.kinds[node] = Kind(ABSENT)
        self.draft.called.pop(node, None)

    def _found(self, node: Node) -> Value | None:
        if node.row["calculate"]:
            return self.draft.translated(node, "calculate", self._calculated)
        if self.draft.kinds[node].field_type == "date" and not node.row["default"]:
            return value("today()", Scope(self.draft.form, node))
        return self.draft.translated(node, "default", self._constant)

    def _calculated(self, source: str, scope: Scope) -> Value:
        found = value(source, scope)
        before = values.quoted(scope.here.row["default"])
        return self._typed(
            scope.here, fired(self.draft, scope.here, found, before) if is_triggered(scope.here) else found
        )

    def _constant(self, source: str, scope: Scope) -> Value:
        """A default of what nobody answers: an expression where it looks like one, else a text."""
        is_expression = "(" in source or "${" in source
        return self._typed(scope.here, value(source, scope) if is_expression else values.quoted(source))

    def _typed(self, node: Node, found: Value) -> Value:
        """As the type that the form declares, else as it is or as a text. Raises `Untranslatable`."""
        declared = self.draft.kinds[node].answer or found.kind
        if declared == values.NUMBER:
            return values.as_number(found)
        if declared == values.DATE:
            return values.as_date(found)
        return found if found.kind == declared and declared in KEPT else values.as_text(found)
