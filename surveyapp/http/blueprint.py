"""How a room declares a route: `route()` demands `permission=` or `public=True`; there is no default.

    @blueprint.route("/surveys", methods=["POST"], permission="create_survey", idempotent=True)
    @blueprint.arguments(SurveyIn)
    @blueprint.response(201, SurveyOut)
    def create(document):
        \"\"\"Create a survey.\"\"\"
        return service.create(document, actor=current_actor())

The decorator stack is the documentation: it feeds OpenAPI, and `tests/security` walks what is declared here for
every role and the other tenant.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

import flask_smorest
import marshmallow
from flask import after_this_request

from surveyapp.http import limits, paging
from surveyapp.http.body import Parser
from surveyapp.http.deprecation import Deprecation
from surveyapp.http.lifecycle import Access, Unit, run
from surveyapp.permissions import PERMISSIONS, PSEUDO

View = Callable[..., Any]
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "Send the same key again after a lost reply: the first reply is replayed, nothing is done twice.",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag that you read; 412 when the survey has changed since.",
}


class Blueprint(flask_smorest.Blueprint):
    """A room's routes."""

    ARGUMENTS_PARSER = Parser()
    DEFAULT_LOCATION_CONTENT_TYPE_MAPPING = {
        **flask_smorest.Blueprint.DEFAULT_LOCATION_CONTENT_TYPE_MAPPING,
        "json_or_multipart": "application/json",
    }

    def route(
        self,
        rule: str,
        *,
        permission: str | None = None,
        public: bool = False,
        by: Literal["link"] | None = None,
        unit: Unit = "tenant",
        idempotent: bool = False,
        if_match: bool = False,
        reads_personal_data: str | None = None,
        write: bool = False,
        limit: str | None = None,
        deprecation: Deprecation | None = None,
        **options: Any,
    ) -> Callable[[View], View]:
        """Declare a route. Raises ValueError at import when it does not say who may call it.

        `if_match` only documents the header (the view calls `etags.expected()`); `limit` is a rate such as "10 per
        minute".
        """
        if public == (permission is not None):
            raise ValueError(f"{rule} must name a permission or be public, and not both")
        if permission is not None and permission not in (*PERMISSIONS, *PSEUDO):
            raise ValueError(f"{rule} names {permission}, which is not in permissions.py")
        access = Access(permission, by, unit, idempotent, reads_personal_data, write)
        headers = [IDEMPOTENCY_KEY] * idempotent + [IF_MATCH] * if_match

        def decorator(view: View) -> View:
            endpoint = options.pop("endpoint", None)
            surrounded = _surround(view, access, headers, deprecation)
            self.add_url_rule(rule, endpoint, limits.limited(surrounded, limit), **options)
            return view

        return decorator

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        """flask-smorest's, with the schema made once: webargs would make one for every request."""
        made = schema() if isinstance(schema, type) else schema
        decorator: Callable[[View], View] = super().arguments(made, **options)
        return decorator

    def paged(self, item: type[marshmallow.Schema]) -> Callable[[View], View]:
        """The view returns an ordered select; the reply is one cursor page of `item`."""

        def decorator(view: View) -> View:
            @self.arguments(paging.PageQuery(unknown=marshmallow.EXCLUDE), location="query")
            @self.response(200, paging.page_schema(item))
            @wraps(view)
            def paged_view(query: dict[str, Any], *args: Any, **kwargs: Any) -> dict[str, object]:
                return paging.page(view(*args, **kwargs), limit=query["limit"], cursor=query["cursor"])

            paged: View = paged_view
            return paged

        return decorator


def _surround(view: View, access: Access, headers: list[dict[str, Any]], deprecation: Deprecation | None) -> View:
    @wraps(view)
    def surrounded(**arguments: Any) -> Any:
        if deprecation is not None:
            after_this_request(deprecation.tell)
        return run(access, view, arguments)

    documentation = dict(getattr(view, "_apidoc", {}))
    manual = dict(documentation.get("manual_doc", {}))
    manual["security"] = [{"bearer": []}] if access.permission else []
    if deprecation is not None:
        manual["deprecated"] = True
    if headers:
        manual["parameters"] = [*manual.get("parameters", []), *headers]
    documentation["manual_doc"] = manual
    surrounded._apidoc = documentation  # type: ignore[attr-defined]
    surrounded.access = access  # type: ignore[attr-defined]
    return surrounded
