"""What `./dev demo` says once everything is there: who can sign in, where to answer, and what to try first."""

from collections.abc import Iterator, Mapping
from typing import Any

Demo = Mapping[str, Any]
SHOWN_OFF = "surveys/living_and_energy.json"
SAID_OF_LOSSES = ("lost", "changed")
FORMATS = {"surveyjs": "SurveyJS", "xlsform": "XLSForm"}
TO_TRY = """\
Three things to try
  1. Answer "{survey}": add who lives with you, choose devices, switch the language, go on later.
  2. In the documentation: POST /auth/login as the analyst, then "Authorize" with the access token, then
     GET /surveys/{id}/analytics
  3. As the admin, send 200 invented people through it, or bring a survey of your own (POST /surveys/import):
     POST /surveys/{id}/dry-run
"""


def told(demo: Demo) -> str:
    """All of it, as lines for a terminal."""
    shown = next(link for link in demo["links"] if link["source"]["file"].endswith(SHOWN_OFF))
    head = f"\n{demo['organization']} is ready at {demo['base_url']}\n\n  API documentation  {demo['docs_url']}\n"
    users = [f"  {role:<18} {user['email']}  {user['password']}" for role, user in demo["users"].items()]
    links = [line for link in demo["links"] for line in _link(link)]
    to_try = TO_TRY.format(survey=shown["survey"], id=shown["id"])
    return "\n".join([head, *users, "", *links, "", to_try, "Ctrl-C ends everything."])


def _link(link: Demo) -> Iterator[str]:
    """A survey and its address; of one from elsewhere what its import could not carry over as it was."""
    source = link["source"]
    origin = f", from {FORMATS[source['format']]} ({source['file']})" if source["format"] in FORMATS else ""
    yield f"  {link['survey']}{origin}"
    yield f"    {link['url']}"
    for loss in source["report"]:
        if loss["severity"] in SAID_OF_LOSSES:
            yield f"    {loss['severity']}: {loss['place']}: {loss['detail']}"
