"""Where this checkout is. The only place that works it out."""

from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
DEFAULT_DATA = HOUSE / "var"
