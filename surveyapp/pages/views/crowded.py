"""The page for whoever a full server turns away (`deploy/admission.py`).

Made while the process loads: when it is wanted, there is no time to make anything.
"""

from collections.abc import Iterable, Mapping

from flask import Flask

from surveyapp.pages.service import wording
from surveyapp.pages.service.messages import N_
from surveyapp.pages.views.failures import Notice
from surveyapp.pages.views.rendering import POLICY, page

TITLE = N_("One moment, please")
OPENING = Notice(TITLE, N_("Very many people are here right now. This page tries again by itself in a few seconds."))
SENDING = Notice(
    TITLE,
    N_("Very many people are here right now. Please go back and send your answers again: they are still in the form."),
)
REFRESH = "5"


class Crowded:
    """Both pages in every language that the page speaks, as they are sent."""

    def __init__(self, app: Flask) -> None:
        with app.test_request_context():
            self._pages = {
                (notice, language): page("notice.html", wording.plain(language), notice=notice).get_data()
                for notice in (OPENING, SENDING)
                for language in wording.known()
            }

    def page(self, method: str, accepted: Iterable[str]) -> tuple[Mapping[str, str], bytes]:
        """Headers and page; one that was to be opened opens itself again."""
        language = wording.preferred(accepted, wording.known())
        is_opening = method == "GET"
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Language": language,
            "Content-Security-Policy": POLICY,
        }
        again = {"Refresh": REFRESH} if is_opening else {}
        return {**headers, **again}, self._pages[OPENING if is_opening else SENDING, language]
