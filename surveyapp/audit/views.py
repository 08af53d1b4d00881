"""Reading the audit trail."""

from __future__ import annotations

from typing import Any

from surveyapp.audit import service
from surveyapp.audit.schemas import AuditLogOut, AuditLogQuery
from surveyapp.http.blueprint import Blueprint
from surveyapp.http.paging import page, page_schema

blueprint = Blueprint("audit", __name__, description="What was done, by whom, and when.")


@blueprint.route("/audit-logs", permission="view_audit_logs", reads_personal_data="audit_log")
@blueprint.arguments(AuditLogQuery, location="query")
@blueprint.response(200, page_schema(AuditLogOut))
def list_audit_logs(query: dict[str, Any]) -> dict[str, object]:
    """List the audit trail, newest first."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    return page(service.trail(**query), limit=limit, cursor=cursor)
