"""The verbs of `./dev`, one module each in `deploy/verbs`; a verb's help is its docstring."""

import importlib
import sys

from deploy.embedded import EmbeddedError

# A verb is imported only when it is asked for: `./dev help` must not wait for a web server's imports.
VERBS = ("help", "demo", "test", "serve", "worker", "check", "migrate", "bench", "load", "analytics")


def main(arguments: list[str]) -> int:
    """Run one verb and return its exit status."""
    name, *rest = arguments or ["help"]
    name = {"-h": "help", "--help": "help"}.get(name, name)
    if name not in VERBS:
        print(f"./dev: there is no verb {name!r}. It knows: {', '.join(VERBS)}.", file=sys.stderr)
        return 2
    try:
        status: int = importlib.import_module(f"deploy.verbs.{name}").run(rest)
    except EmbeddedError as error:
        print(f"./dev {name}: {error}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
