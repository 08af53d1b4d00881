"""Languages as form authors name them (`French (fr)`, `french`, `fr`) and as we do: by a BCP 47 tag."""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

from surveyapp.formats.service.xlsform.columns import PLAIN

FALLBACK = "en"

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_CODED = re.compile(r".*\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*", re.ASCII)
_GAPS = re.compile(r"[^a-z0-9]+")


def tag(name: str) -> str:
    """The tag of a language; one for private use where nobody could tell which language it is."""
    if name in (PLAIN, "default"):
        return FALLBACK
    coded = _CODED.fullmatch(name)
    if coded:
        return coded[1].replace("_", "-")
    known = _names().get(name.strip().casefold())
    if known:
        return known
    if _TAG.fullmatch(name.strip()) and len(name.strip().partition("-")[0]) == 2:
        return name.strip()
    return f"und-x-{_GAPS.sub('', name.casefold())[:8] or 'unknown'}"


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """The languages by their English name."""
    return {str(name).casefold(): code for code, name in Locale("en").languages.items() if len(code) == 2}
