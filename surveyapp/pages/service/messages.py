"""What is wrong with an answer, said to the person who gave it. The engine's codes decide, its sentences are the last
resort: they are made for clients of the API.
"""

from collections.abc import Callable, Mapping
from typing import Any

from surveyapp.pages.service.answers import is_list
from surveyapp.pages.service.saving import Fault
from surveyapp.pages.service.wording import Wording

Field = Mapping[str, Any]
FAILED = "constraint_failed"
CHOICES = ("radio", "dropdown", "single_select", "boolean", "rating")


def message(wording: Wording, field: Field, fault: Fault) -> str:
    """One sentence about one fault."""
    tell = MESSAGES.get(fault.code)
    return fault.detail if tell is None or _is_of_the_author(field, fault) else tell(wording, field)


def _is_of_the_author(field: Field, fault: Fault) -> bool:
    """Whether a sentence is the survey's own: the engine has put answers into it."""
    own = field.get("constraint")
    return fault.code == FAILED and isinstance(own, Mapping) and bool(own.get("message") and fault.detail)


def _required(wording: Wording, field: Field) -> str:
    if field["field_type"] == "matrix" and not field["config"].get("any_row"):
        return wording.say("Please answer every row.")
    if is_list(field):
        return wording.say("Please choose at least one answer.")
    if field["field_type"] in CHOICES:
        return wording.say("Please choose an answer.")
    return wording.say("Please answer this question.")


def _places(wording: Wording, field: Field) -> str:
    places = field["config"].get("decimal_places")
    if places == 0:
        return wording.say("Please enter a whole number.")
    return wording.say("Decimal places allowed: %(count)s", count=places)


def _setting(sentence: str, key: str) -> Callable[[Wording, Field], str]:
    def tell(wording: Wording, field: Field) -> str:
        return wording.say(sentence, limit=field["config"].get(key, ""))

    return tell


def _date(sentence: str, key: str) -> Callable[[Wording, Field], str]:
    def tell(wording: Wording, field: Field) -> str:
        return wording.say(sentence, limit=wording.day(field["config"].get(key, "")))

    return tell


def _moment(sentence: str, key: str) -> Callable[[Wording, Field], str]:
    def tell(wording: Wording, field: Field) -> str:
        return wording.say(sentence, limit=wording.moment(field["config"].get(key, "")))

    return tell


def _plain(sentence: str) -> Callable[[Wording, Field], str]:
    return lambda wording, field: wording.say(sentence)


def N_(sentence: str) -> str:  # noqa: N802  (gettext's own name for "translate this later")
    """Mark a sentence for the catalogs."""
    return sentence


MESSAGES: Mapping[str, Callable[[Wording, Field], str]] = {
    "answer_required": _required,
    "number_too_small": _setting(N_("Please enter %(limit)s or more."), "min_value"),
    "number_too_large": _setting(N_("Please enter %(limit)s or less."), "max_value"),
    "too_many_decimal_places": _places,
    "not_a_number": _plain(N_("Please enter a number, in digits.")),
    "date_too_early": _date(N_("Please enter %(limit)s or a later date."), "min_date"),
    "date_too_late": _date(N_("Please enter %(limit)s or an earlier date."), "max_date"),
    "time_too_early": _setting(N_("Please enter %(limit)s or a later time."), "min_time"),
    "time_too_late": _setting(N_("Please enter %(limit)s or an earlier time."), "max_time"),
    "not_a_time": _plain(N_("Please enter a time, such as 09:30.")),
    "datetime_too_early": _moment(N_("Please enter %(limit)s or a later date."), "min_datetime"),
    "datetime_too_late": _moment(N_("Please enter %(limit)s or an earlier date."), "max_datetime"),
    "not_a_datetime": _plain(N_("Please enter a date and a time.")),
    "not_a_date": _plain(N_("Please enter a date that exists.")),
    "text_too_long": _setting(N_("This is too long. Characters allowed: %(limit)s"), "max_length"),
    "text_too_short": _setting(N_("This is too short. Characters needed: %(limit)s"), "min_length"),
    "value_too_large": _plain(N_("This is too long.")),
    "option_not_available": _plain(N_("Your earlier choice is no longer available. Please choose again.")),
    "unknown_option": _plain(N_("Please choose one of the answers.")),
    "not_a_boolean": _plain(N_("Please choose one of the answers.")),
    "too_few_instances": _setting(N_("Please add more, so that there are at least %(limit)s."), "min"),
    "too_many_instances": _setting(N_("Please remove some, so that there are at most %(limit)s."), "max"),
    FAILED: _plain(N_("This answer does not fit.")),
    "text_not_storable": _plain(N_("This text holds characters that cannot be stored.")),
}
