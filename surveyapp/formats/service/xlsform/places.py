"""Places on the map as texts: what a form takes for one, "latitude longitude altitude accuracy", as a constraint."""

from surveyapp.formats.service.xlsform.xpath.values import quoted

_DECIMALS = r"(\.\d+)?"
_LATITUDE = rf"-?(90(\.0+)?|[0-8]?\d{_DECIMALS})"
_LONGITUDE = rf"-?(180(\.0+)?|(1[0-7]\d|\d?\d){_DECIMALS})"
_HEIGHT = rf"( +-?\d+{_DECIMALS}( +\d+{_DECIMALS})?)?"
_POINT = rf"{_LATITUDE} +{_LONGITUDE}{_HEIGHT}"
_NEXT = rf" *; *{_POINT}"

PATTERNS = {
    "geopoint": _POINT,
    "geotrace": f"{_POINT}({_NEXT})+[; ]*",
    "geoshape": f"{_POINT}({_NEXT}){{3,}}[; ]*",
}
MESSAGES = {
    "geopoint": "Latitude and longitude, such as 48.2 16.37.",
    "geotrace": "Points with ; between them, such as 48.2 16.37; 48.3 16.4.",
    "geoshape": "Points with ; between them, the first again at the end.",
}


def constraint(kind: str) -> str:
    """What an answer of such a question must be."""
    return f"regex({{.}}, {quoted(PATTERNS[kind]).text})"
