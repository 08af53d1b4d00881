"""The verbs of answering. Each runs inside the open transaction of `tenant`; all values are plain.

- `form(tenant, link) -> Form`: what a link shows now; asks PostgreSQL nothing while it is cached.
- `version_id(tenant, link, number)`, `plan(version_id) -> Plan`: a version of it as the browser's engine evaluates it.
- `begin(tenant, link, answers, *, actor, complete=False, last_section=None, code=None) -> Begun`: a new response;
  `complete` makes it the one-shot submission (answers_are_invalid with every error and nothing stored, or all is well).
- `load(tenant, link, response_id, session_token) -> Work`: the response, on any device that holds the token.
- `save(tenant, link, response_id, session_token, answers, *, revision, mutation=None, last_section=None) -> Progress`:
  an autosave; null removes. revision_is_stale carries `revision` and `answers`; the same `mutation` again is a success.
- `submit(tenant, link, response_id, session_token, *, actor, answers=None, revision=None, mutation=None) -> Progress`:
  the final act; answers_are_invalid lists every error at `/answers/<name>`. `answers` are saved with it, or not at all.
- `by_resume_code(tenant, link, code) -> Resumed`: what `/s/<link>/<resume_code>` opens; response_not_found otherwise.

`link` and `session_token` are the tokens as respondents hold them, `<public_key>.<secret>`. `actor` is
`Actor.anonymous`-like: where the request came from. All of them raise link_not_found, link_is_not_open_yet,
link_is_closed, link_is_full, survey_is_closed; those with a session token also response_not_found,
response_is_completed.

For staff: `listed(survey_id, ...)` a select for a page, `summaries(rows)`, `get(response_id)`, `delete(response_id)`.
"""

from surveyapp.responses.service.beginning import begin
from surveyapp.responses.service.forms import form, plan, version_id
from surveyapp.responses.service.reading import Reading, delete, explain, get, listed, summaries
from surveyapp.responses.service.resuming import by_resume_code, load
from surveyapp.responses.service.saving import save
from surveyapp.responses.service.shapes import Answers, Begun, Form, Plan, Progress, Resumed, Work
from surveyapp.responses.service.submitting import submit

__all__ = [
    "Answers",
    "Begun",
    "Form",
    "Plan",
    "Progress",
    "Reading",
    "Resumed",
    "Work",
    "begin",
    "by_resume_code",
    "delete",
    "explain",
    "form",
    "get",
    "listed",
    "load",
    "plan",
    "save",
    "submit",
    "summaries",
    "version_id",
]
