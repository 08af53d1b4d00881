"""What invented respondents know and say, by the names of the demo's fields. A field that is not here is answered by
its type alone."""

from collections.abc import Mapping

ODDS: Mapping[str, Mapping[str, float]] = {
    "agree": {"yes": 14, "no": 1},
    "channel": {"website": 8, "app": 5, "store": 5, "phone": 1},
    "first_order": {"yes": 1, "no": 3},
    "has_defect": {"yes": 1, "no": 5},
    "contacted": {"yes": 1, "no": 2},
    "pregnant": {"yes": 1, "no": 7, "unsure": 1, "na": 1},
    "leads_people": {"yes": 1, "no": 4},
    "tenure": {"u1": 2, "1_3": 4, "4_9": 3, "10": 2},
    "dwelling": {"house": 5, "flat": 8, "room": 2, "other": 0.5},
    "occupation": {"school": 9, "employed": 12, "own": 2, "home": 2, "looking": 1, "retired": 9, "other": 0.3},
    "works": {"yes": 4, "absent": 1, "no": 2},
}
"""How often each option is chosen, 1 where nothing is said."""

SCALES = frozenset(
    (
        *("finding_ease", "checkout_ease", "agent_clarity", "quality", "value_for_money", "service_satisfaction"),
        *("overall", "buy_again", "nps", "enps", "staff_knowledge", "staff_friendliness", "proud", "energy", "meaning"),
        *("voice", "role_matches", "trust", "home_setup", "connected", "desk", "respect", "feedback", "lead_support"),
        *("health", "low_mood", "no_interest", "exhausted", "clarity"),
    )
)
"""Choices that the mood moves, from the best to the worst; ratings and tables are moved without being named."""

WORST_FIRST = frozenset(("nps", "enps"))

RANGES: Mapping[str, tuple[float, float]] = {
    "age": (16, 84), "size": (1, 7), "years_here": (0, 40), "water_minutes": (3, 70), "child_doses": (1, 12),
    "travel_minutes": (5, 150), "spent": (0, 400), "store_wait": (0, 20), "hold_minutes": (0, 25), "days_late": (1, 9),
    "contact_times": (1, 4), "reports": (1, 14), "overtime": (1, 12), "home_days": (1, 5), "commute": (5, 80),
    "lead_time": (10, 80), "fair_pay": (38000, 96000), "months_pregnant": (1, 9), "antenatal_visits": (1, 7),
    "area": (24, 180), "heating_age": (1, 27), "hours": (12, 44), "income": (640, 4900), "bill": (22.4, 189.9),
    "bought": (2004, 2025), "per_week": (1, 9), "meter": (2100, 88000), "yearly_visits": (1, 9),
    "companion_age": (3, 80), "built": (1978, 2024), "litres": (4.5, 26.5), "users": (4, 90), "samples": (0, 3),
    "chlorine": (0.05, 1.6),
}  # fmt: skip
"""Where numbers lie; those between fractions have two places."""

HOURS: Mapping[str, tuple[int, int]] = {"usual_time": (6, 21), "lights_out": (21, 23), "came": (10, 16)}
DAYS_AGO: Mapping[str, tuple[int, int]] = {"since": (150, 9000)}
USUAL_HOURS, USUAL_DAYS_AGO = (8, 20), (20, 320)

FIRST_NAMES = ("Amara", "Jonas", "Leila", "Tomasz", "Inês", "Noor", "Mateo", "Sofie", "Kwame", "Anouk", "Yusuf", "Elin")
LAST_NAMES = ("Okafor", "Lindqvist", "Haddad", "Nowak", "Ferreira", "de Vries", "Brandt", "Moreau", "Mensah", "Byrne")
TEXTS: Mapping[str, tuple[str, ...]] = {
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
    "hard_part": (
        "Rent and heating together. What is left does not last the month.",
        "The old freezer. I know what it costs, but a new one costs more at once.",
        "Everything comes in January: insurance, heating, school books.",
    ),
    "why_warm": ("The baby sleeps badly in the cold.", "There is no thermostat.", "My mother is ill."),
    "card_number": ("M-40127", "M-38850", "M-51966"),
    "seen_comment": ("The garden", "The roof", "A puppet show for children"),
    "position": ("9.5511 1.1924", "9.7204 1.0930", "6.4417 1.2089"),
    "kind_other": ("A rainwater tank at the school", "A spring with a basin"),
}
REMARKS = (
    "Nothing to add.",
    "Thank you for asking.",
    "It depends on the day.",
    "I would rather explain this in person.",
)
