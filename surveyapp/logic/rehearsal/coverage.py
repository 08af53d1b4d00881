"""What walks met: which conditions came out which way, what showed, what was offered."""

from collections import Counter
from collections.abc import Iterator

from surveyapp.logic.asking import Asked, asked, predicates, triggers
from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.evaluation import Evaluation
from surveyapp.logic.program import Predicate
from surveyapp.logic.rehearsal.report import Condition, NeverReached, Share
from surveyapp.logic.rules import offerable
from surveyapp.logic.written import OPTION, REQUIRED, VISIBLE


class Coverage:
    """Counts over walks; each is looked at once, where it ended."""

    def __init__(self, survey: CompiledSurvey) -> None:
        self.program = survey.program
        self.conditions = [*asked(self.program, (VISIBLE, REQUIRED, OPTION)), *triggers(self.program)]
        self.deciding = predicates(self.program, self.conditions)
        self.held: list[int] = [0] * len(self.conditions)
        self.failed: list[int] = [0] * len(self.conditions)
        self.sections: Counter[int] = Counter()
        self.fields: set[int] = set()
        self.offered: dict[int, set[str]] = {}
        self.walks = 0

    def saw(self, evaluation: Evaluation) -> None:
        """Take in where a walk ended."""
        self.walks += 1
        sheet = evaluation.sheet
        self.sections.update(slot for slot, is_open in enumerate(evaluation.work.open) if is_open)
        for place, field in enumerate(sheet.fields):
            if sheet.shown[place]:
                self.fields.add(field.slot)
                offer = sheet.offered[place] or field.own
                self.offered.setdefault(field.slot, set()).update(offer.values)
        for at, (each, decides) in enumerate(zip(self.conditions, self.deciding, strict=True)):
            seen = set(self._verdicts(evaluation, each, decides))
            self.held[at] += True in seen
            self.failed[at] += False in seen

    def _verdicts(self, evaluation: Evaluation, each: Asked, decides: Predicate) -> Iterator[bool]:
        """Of a section once; of a field wherever it stands."""
        kind, name = each.target
        if kind == "section":
            yield bool(decides(evaluation.work.live))
        else:
            for place in evaluation.sheet.of((self.program.by_name[name].slot,)):
                yield bool(evaluation.sheet.holds(decides, place))

    def told(self) -> tuple[Condition, ...]:
        """Every condition with the number of walks that ended either way."""
        rows = zip(self.conditions, self.held, self.failed, strict=True)
        return tuple(Condition(each.pointer, each.text, each.action, held, failed) for each, held, failed in rows)

    def shares(self) -> tuple[Share, ...]:
        """Of how many walks each section was a part."""
        reached = ((section.name, self.sections[section.slot]) for section in self.program.sections)
        return tuple(Share(name, round(count / self.walks, 4) if self.walks else 0.0) for name, count in reached)

    def never(self) -> NeverReached:
        """The sections, fields and options that no walk met."""
        sections = tuple(each.name for each in self.program.sections if not self.sections[each.slot])
        fields = tuple(each.name for each in self.program.fields if each.slot not in self.fields)
        return NeverReached(sections, fields, tuple(self._never_offered()))

    def _never_offered(self) -> Iterator[tuple[str, str]]:
        for field in self.program.fields:
            if field.slot in self.fields and field.family.has_options:
                known = offerable(self.program.definition, field.name)
                yield from ((field.name, value) for value in known if value not in self.offered[field.slot])
