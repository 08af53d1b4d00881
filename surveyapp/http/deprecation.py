"""How a route of v1 is taken leave of: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) on every reply, long before
it goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from werkzeug.http import http_date


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when a route is deprecated, when it goes, and the address that says what to use instead."""

    since: datetime
    sunset: datetime
    instead: str

    def tell(self, response: Response) -> Response:
        """Add the headers to a reply, a problem included."""
        response.headers["Deprecation"] = f"@{int(self.since.timestamp())}"
        response.headers["Sunset"] = http_date(self.sunset)
        response.headers.add("Link", f'<{self.instead}>; rel="deprecation"')
        return response
