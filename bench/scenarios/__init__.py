"""What can be raced, by name. Each scenario is given the place and how hard to try, and yields its outcomes."""

from collections.abc import Callable, Iterator

from bench.place import Place
from bench.race import Outcome
from bench.scenarios import analyzing, answering, engine, exporting, provisioning, shape, spreading
from bench.scenarios.effort import Effort

Scenario = Callable[[Place, Effort], Iterator[Outcome]]

SCENARIOS: dict[str, Scenario] = {
    "submit": answering.submit,
    "save": answering.save,
    "journey": answering.journey,
    "form": answering.form,
    "list": answering.listing,
    "tenants": spreading.tenants,
    "logic": engine.logic,
    "provision": provisioning.provision,
    "export": exporting.export,
    "analytics": analyzing.analytics,
    "shape": shape.shape,
}
# Choosing the server's shape takes servers of many shapes; it is asked for by name.
USUAL = tuple(name for name in SCENARIOS if name != "shape")
