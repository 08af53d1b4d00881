"""Pages as they leave: written in one language, under a policy without inline script or style, small on the wire."""

import gzip
from pathlib import PurePosixPath

from flask import Response, render_template, request

from surveyapp.pages.service.wording import Wording
from surveyapp.pages.views.assets import address
from surveyapp.pages.views.room import blueprint

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
WORTH_IT = 1000
COMPRESSIBLE = ("text/html", "application/json")


def page(template: str, wording: Wording, *, status: int = 200, **shown: object) -> Response:
    """A template in the respondent's language."""
    name = str(PurePosixPath("pages") / template)
    html = render_template(name, wording=wording, _=wording.say, asset=address, **shown)
    response = Response(html, status=status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Content-Language"] = wording.language
    return response


@blueprint.after_request
def compress(response: Response) -> Response:
    """gzip for phones on thin lines.

    Compressing a page that holds a secret is dangerous only where it also repeats what somebody else put into its
    address; ours repeats nothing of an address, and a form's content only to the holder of its token.
    """
    large = not response.is_streamed and (response.content_length or 0) > WORTH_IT
    if large and response.mimetype in COMPRESSIBLE and "Content-Encoding" not in response.headers:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.set_data(gzip.compress(response.get_data(), compresslevel=5, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response
