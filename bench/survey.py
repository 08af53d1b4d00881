"""The survey that every scenario answers: 20 fields of the usual types, with a few rules, and people who answer it."""

from random import Random
from typing import Any

WORDS = (
    "river",
    "quiet",
    "seven",
    "orange",
    "matter",
    "window",
    "little",
    "carry",
    "north",
    "paper",
    "winter",
    "sound",
)


def _options(*values: str) -> list[dict[str, str]]:
    return [{"value": value, "label": value.capitalize()} for value in values]


def _field(name: str, kind: str, *values: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": f"What about {name}?", "field_type": kind, "options": _options(*values), **more}


YES_NO = ("yes", "no")
SCALE = ("never", "seldom", "often", "always")
DOCUMENT: dict[str, Any] = {
    "title": "Twenty questions",
    "sections": [
        {
            "name": "person",
            "title": "You",
            "fields": [
                _field("full_name", "text", is_required=True, config={"max_length": 80}),
                _field("age", "number", is_required=True, config={"min_value": 0, "max_value": 120}),
                _field("born", "date"),
                _field("country", "dropdown", "de", "fr", "it", "us", is_required=True),
                _field("city", "text"),
                _field("employed", "radio", *YES_NO, is_required=True),
                _field("job", "text"),
            ],
        },
        {
            "name": "household",
            "title": "Household",
            "fields": [
                _field("people", "number", config={"min_value": 1, "max_value": 20}),
                _field("rooms", "number"),
                _field("owns", "radio", *YES_NO),
                _field("heating", "checkbox", "gas", "oil", "wood", "electric"),
                _field("moved", "date"),
                _field("street", "text"),
            ],
        },
        {
            "name": "health",
            "title": "Health",
            "fields": [
                _field("sleep", "dropdown", *SCALE, is_required=True),
                _field("sport", "dropdown", *SCALE),
                _field("smoker", "radio", *YES_NO),
                _field("cigarettes", "number"),
                _field("symptoms", "checkbox", "cough", "fever", "pain", "none"),
                _field("doctor", "text"),
                _field("remarks", "text", config={"max_length": 500}),
            ],
        },
    ],
    "rules": [
        {"target_type": "field", "target": "job", "source_field": "employed", "operator": "equals", "value": "yes"},
        {
            "target_type": "field",
            "target": "cigarettes",
            "source_field": "smoker",
            "operator": "equals",
            "value": "yes",
        },
        {
            "target_type": "section",
            "target": "household",
            "source_field": "age",
            "operator": "greater_than",
            "value": "17",
        },
    ],
    "dependencies": [],
}
NAMES = tuple(field["name"] for section in DOCUMENT["sections"] for field in section["fields"])


def answers(random: Random) -> dict[str, Any]:
    """One person's 20 answers, all of them visible, so that both designs of tables store all of them."""
    day = f"{random.randint(1940, 2004)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    return {
        "full_name": _words(random, 2), "age": random.randint(18, 90), "born": day,
        "country": random.choice(("de", "fr", "it", "us")), "city": _words(random, 1), "employed": "yes",
        "job": _words(random, 2), "people": random.randint(1, 6), "rooms": random.randint(1, 8),
        "owns": random.choice(YES_NO), "heating": random.sample(("gas", "oil", "wood", "electric"), 2), "moved": day,
        "street": f"{_words(random, 2)} {random.randint(1, 200)}", "sleep": random.choice(SCALE),
        "sport": random.choice(SCALE), "smoker": "yes", "cigarettes": random.randint(1, 40),
        "symptoms": random.sample(("cough", "fever", "pain", "none"), 2), "doctor": _words(random, 2),
        "remarks": _words(random, 12),
    }  # fmt: skip


def _words(random: Random, count: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(count))
