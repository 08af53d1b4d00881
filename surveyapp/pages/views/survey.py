"""The page and its form: what is stored on the server is shown, what is posted is stored, then a redirect."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, make_response, redirect, request, url_for

from surveyapp.http.auth import current_actor
from surveyapp.pages.service import answers, opening, posted, steps, visits, wording
from surveyapp.pages.service.another import another
from surveyapp.pages.service.opening import Opened
from surveyapp.pages.service.reviewing import review
from surveyapp.pages.service.steps import Go, Stay
from surveyapp.pages.views import visitors
from surveyapp.pages.views.assets import script_address
from surveyapp.pages.views.rendering import page
from surveyapp.pages.views.room import blueprint

RESTART = "restart"
WRITES = "1200 per minute"


@blueprint.route("/s/<link>", methods=["GET"], public=True, by="link")
def survey(link: str) -> Response:
    """The section to answer now, the review, or the thanks."""
    opened = opening.look(visitors.tenant(), link, visitors.visitor(), language)
    return visitors.remember(_shown(opened, link), opened.visit, link)


@blueprint.route("/s/<link>", methods=["POST"], public=True, by="link", limit=WRITES)
def step(link: str) -> Response:
    """Save a section and go on, back, or to the end."""
    visit = visitors.trusted(request.form.get("csrf", ""))
    form = posted.read(request.form.to_dict(flat=False))
    if form.action == RESTART:
        return visitors.remember(_redirect(link, Go()), visits.new(visitors.tenant()), link)
    opened = opening.look(visitors.tenant(), link, visit, language)
    if opened.completed_at is not None:
        return _redirect(link, Go())
    taken = steps.take(visitors.tenant(), link, opened, form, language, current_actor())
    return _again(taken, link) if isinstance(taken, Stay) else _redirect(link, taken)


def language(offered: Sequence[str]) -> str:
    """The language asked for, or the browser's favorite of those on offer, or the survey's own."""
    asked = request.values.get("lang", "")
    return asked if asked in offered else wording.preferred(request.accept_languages.values(), offered)


def _redirect(link: str, to: Go) -> Response:
    asked = request.form.get("lang") or None
    values: dict[str, Any] = {"at": to.at, "lang": asked} | ({to.flag: to.value} if to.flag else {})
    return make_response(redirect(url_for("pages.survey", link=link, _anchor=to.place, **values), 303))


def _shown(opened: Opened, link: str) -> Response:
    survey = opened.survey
    if opened.completed_at is not None:
        return page("thanks.html", survey.wording, opened=opened, survey=survey, csrf=visitors.form_token(opened.visit))
    asked = request.args.get("at")
    section = survey.journey.nearest(asked) if asked else opened.continues_at
    if section is None or "review" in request.args:
        return _review(opened, link)
    faults = survey.section_faults(*survey.journey.open) if "check" in request.args else []
    given = answers.raws(survey.fields(section), survey.held)
    return _section(Stay(opened, section, given, faults, {}, more="more" in request.args), link)


def _review(opened: Opened, link: str) -> Response:
    survey = opened.survey
    troubles = survey.troubles(survey.section_faults(*survey.journey.open), None)
    chapters = review(survey)
    return page(
        "review.html", survey.wording, survey=survey, chapters=chapters, troubles=troubles, **_frame(opened, link)
    )


def _again(stay: Stay, link: str) -> Response:
    response = _section(stay, link)
    response.status_code = 409 if stay.conflicts else 422
    return response


def _section(stay: Stay, link: str) -> Response:
    survey, journey = stay.opened.survey, stay.opened.survey.journey
    return page(
        "section.html",
        survey.wording,
        survey=survey,
        section=journey.section(stay.section),
        groups=survey.groups(stay.section, stay.given, stay.faults, stay.conflicts),
        repeated=survey.state.repeats.get(stay.section),
        another=another(survey, stay.section),
        removing=request.args.get("remove"),
        wrong=[survey.complaint(fault) for fault in stay.faults if fault.name == stay.section],
        troubles=survey.troubles(stay.faults, stay.section),
        conflicts=bool(stay.conflicts),
        place=survey.place(stay.section),
        is_first=journey.before(stay.section) is None,
        is_last=journey.ends_with(stay.section),
        base=survey.base(stay.section),
        more=stay.more,
        script=script_address(link, stay.opened.version, survey.wording.language),
        **_frame(stay.opened, link),
    )


def _frame(opened: Opened, link: str) -> dict[str, Any]:
    """What every form of the survey carries."""
    document = opened.survey.document
    return {
        "csrf": visitors.form_token(opened.visit),
        "opened": opened,
        "action": url_for("pages.survey", link=link),
        "autosave": url_for("pages.autosave", link=link),
        "resume_url": resume_address(opened, link),
        "later": "later" in request.args,
        "asked": request.values.get("lang", "") if request.values.get("lang") in wording.offered(document) else "",
        "languages": [(each, wording.name_of(each)) for each in wording.offered(document)],
    }


def resume_address(opened: Opened, link: str) -> str:
    """Where the response can be continued on another device: at the configured address, whatever host was asked for."""
    public_url: str = current_app.config["SURVEYAPP"].public_url
    return public_url + url_for("pages.resume", link=link, resume_code=opened.visit.code)
