"""People who answer the demo surveys, invented from a seeded random so that every demo shows the same figures.

A respondent is a mood between 0 (delighted) and 1 (furious) and a random of their own. The mood moves all answers on
a scale together, which makes the figures of a demo look like those of a survey and not like noise.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

Field = Mapping[str, object]
Answers = dict[str, object]

TODAY = date(2026, 6, 30)
ODDS: dict[str, dict[object, float]] = {
    "agree": {"yes": 14, "no": 1},
    "channel": {"website": 8, "app": 5, "store": 5, "phone": 1},
    "first_order": {"yes": 1, "no": 3},
    "has_defect": {"yes": 1, "no": 5},
    "contacted": {"yes": 1, "no": 2},
    "pregnant": {"yes": 1, "no": 7, "unsure": 1, "na": 1},
    "leads_people": {"yes": 1, "no": 4},
    "tenure": {"u1": 2, "1_3": 4, "4_9": 3, "10": 2},
}
SCALES = frozenset(
    (
        *("finding_ease", "checkout_ease", "agent_clarity", "quality", "value_for_money", "service_satisfaction"),
        *("overall", "buy_again", "nps", "enps", "staff_knowledge", "staff_friendliness", "proud", "energy", "meaning"),
        *("voice", "role_matches", "trust", "home_setup", "connected", "desk", "respect", "feedback", "lead_support"),
        *("health", "low_mood", "no_interest", "exhausted"),
    )
)
WORST_FIRST = frozenset(("nps", "enps"))
RANGES: dict[str, tuple[int, int]] = {
    "age": (16, 84), "size": (1, 7), "years_here": (0, 40), "water_minutes": (3, 70), "child_doses": (1, 12),
    "travel_minutes": (5, 150), "spent": (0, 400), "store_wait": (0, 20), "hold_minutes": (0, 25), "days_late": (1, 9),
    "contact_times": (1, 4), "reports": (1, 14), "overtime": (1, 12), "home_days": (1, 5), "commute": (5, 80),
    "lead_time": (10, 80), "fair_pay": (38000, 96000), "months_pregnant": (1, 9), "antenatal_visits": (1, 7),
}  # fmt: skip
FIRST_NAMES = ("Amara", "Jonas", "Leila", "Tomasz", "Inês", "Noor", "Mateo", "Sofie", "Kwame", "Anouk", "Yusuf", "Elin")
LAST_NAMES = ("Okafor", "Lindqvist", "Haddad", "Nowak", "Ferreira", "de Vries", "Brandt", "Moreau", "Mensah", "Byrne")
TEXTS: dict[str, tuple[str, ...]] = {
    "product_other": ("A camping stove", "A head torch", "Two dry bags"),
    "not_found": ("Gaiters in a small size", "Gas cartridges", "A left-handed glove"),
    "parcel_problem": ("One tent pole was missing.", "The box was wet and the bag inside had a stain."),
    "defect_detail": (
        "After three weeks of use the sole came off at the toe of the left boot.",
        "The main zip jams at the bottom and opened by itself during a hike.",
        "Water came through the shoulder seam in an hour of ordinary rain.",
    ),
    "detractor_reason": (
        "The parcel was late and nobody told me. I had to buy a tent elsewhere the day before leaving.",
        "The quality used to be better. My last jacket held ten years, this one did not last a season.",
        "Returning the wrong size took five weeks and three e-mails.",
    ),
    "promoter_reason": (
        "Honest advice: they told me not to buy the more expensive boot.",
        "Repairs. My backpack came back better than new.",
        "Fast delivery and everything was as described.",
    ),
    "unresolved": ("I am still waiting for the refund.", "The replacement part has not come."),
    "role_differs": ("Much more maintenance of old systems than was said.", "I was hired for research, I do support."),
    "child_fever_why_not": ("The road was flooded.", "It was Sunday and the post was closed.", "There was no money."),
    "which_other": ("Epilepsy", "Sickle cell disease", "Chronic back pain"),
    "one_change": ("Fewer meetings before noon.", "Decide faster, and tell us why.", "Let teams hire for themselves."),
}
REMARKS = (
    "Nothing to add.",
    "Thank you for asking.",
    "It depends on the day.",
    "I would rather explain this in person.",
)


class Respondent:
    """One invented person (no secret, so any random will do). The same number always answers the same way."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)  # nosec B311
        self.mood = self.random.betavariate(2, 3.5)
        self.household = 1
        self.first_name, self.last_name = self.random.choice(FIRST_NAMES), self.random.choice(LAST_NAMES)

    def answer(self, field: Field, *, required: bool, offered: Sequence[str]) -> object:
        """A plausible answer to a visible field, or None where a person might leave it empty."""
        if not required and self.random.random() < 0.3:
            return None
        name = str(field["name"])
        if name in ODDS:
            return self.random.choices(list(ODDS[name]), list(ODDS[name].values()))[0]
        return self._by_type(name, str(field["field_type"]), offered)

    def _by_type(self, name: str, kind: str, offered: Sequence[str]) -> object:
        if kind == "boolean":
            return self.random.choice(("yes", "yes", "yes", "no", "no"))
        if kind == "number":
            return self._count(name)
        if kind == "date":
            return (TODAY - timedelta(days=self.random.randint(20, 320))).isoformat()
        if kind == "checkbox":
            return self.random.sample(offered, min(len(offered), self.random.choice((1, 1, 2, 2, 3))))
        if kind in ("radio", "dropdown"):
            return self._on_scale(name, offered) if name in SCALES else self.random.choice(offered)
        return self._words(name)

    def _count(self, name: str) -> int:
        """A number in the field's range; the children fit into the household."""
        if name == "under_five":
            return min(self.random.choice((0, 0, 0, 1, 1, 2)), self.household - 1)
        number = self.random.randint(*RANGES.get(name, (0, 5)))
        self.household = number if name == "size" else self.household
        return number

    def _on_scale(self, name: str, offered: Sequence[str]) -> str:
        """Near the place of the mood on a scale, which runs from best to worst unless it is numbered upwards."""
        scale = [value for value in offered if value not in ("na", "no_contact")]
        place = min(max(self.mood + self.random.gauss(0, 0.14), 0), 0.999)
        return scale[int((1 - place if name in WORST_FIRST else place) * len(scale) - 1e-9)]

    def _words(self, name: str) -> str:
        if name.endswith("_name"):
            return f"{self.first_name} {self.last_name}"
        if name.endswith("email"):
            return f"{self.first_name}.{self.last_name}@example.org".lower().replace(" ", "")
        if name.endswith("phone"):
            return f"+49 30 {self.random.randint(1000000, 9999999)}"
        return self.random.choice(TEXTS.get(name, REMARKS))
