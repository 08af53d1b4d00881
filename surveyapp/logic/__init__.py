"""The pure engine: what a survey is, what shows, what is required, what is stored.

For: every room that touches a survey. The page, the API, exports and importers ask this package and nobody decides
twice. May: use its arguments. Must not: read a file, a clock or the environment, import anything of ours or of a third
party, evaluate text as code, keep state outside what it returns.

The door, module by module:

- `definition`: `Definition, Section, Repeat, Field, Option, Rule, Dependency` (frozen, slotted);
  `from_document(document) -> Definition` raises `DefinitionError` whose `.issues` lists every problem of shape;
  `to_document(definition) -> dict` writes the canonical document, every key present, fresh copies throughout.
- `issues`: `Issue(pointer, code, detail, severity="error", position=None)`, severity `error`, `publish` or `warning`,
  `position` a place inside an expression; `.to_json()`.
- `check`: `check(definition) -> list[Issue]`, everything wrong beyond shape; `error` refuses a save, `publish` only
  the publishing, `warning` is advice.
- `expressions`: the language of `visible_if`, `required_if`, `constraint`, `calculate`, `default`; GRAMMAR.md is the
  law.
- `compile`: `compile_survey(definition) -> CompiledSurvey`, raises `DefinitionError` where check finds an error.
  A compiled survey is immutable and may be shared between threads. `.definition`, `.fields` (name -> compiled field),
  `.order` (what is decided in which order, `("section", name)` or `("field", name)`), `.reads_today`, and
  `.accept(answers) -> Accepted(values, removed, issues)`, the gate of an autosave,
  `.evaluate(answers, hidden_values="empty", today=None) -> Evaluation(state, errors, draft_errors, stored, review)`,
  whole; `today` is the day in the survey's time zone as `YYYY-MM-DD`; `review` is for staff alone,
  `.change(evaluation, name, value) -> Evaluation`, one edit, only its cascade, equal to the whole,
  `.to_json()`, what a browser evaluates (`docs/engine.md`). `Evaluation.pipe(text, within=None)` puts answers
  into any text, of an instance where it is named (`people[0]`).
- `explain`: `explain(compiled, answers, hidden_values="empty", today=None) -> tuple[Explained, ...]`, why each section
  and field shows or not; for staff alone.
- `rehearsal`: `rehearse(survey, respondents, chance, today=None) -> Report`, synthetic respondents and what they met.
- `changes`: `compare(old, new) -> list[Change(kind, pointer, detail)]`, kind `safe`, `lossy` or `breaking`.
- `columns`: `plan(definitions) -> list[Column]`, the export's columns over versions, oldest first in, newest order out.
- `names`: `name_problem(name) -> Refused | None`, the law of machine names, for rooms that check one name.

Issues of answers point at `/answers/<name>`, in a repeat at `/answers/<section>/<key>/<name>`; issues of definitions
into the document.
"""
