"""Health for load balancers, metrics for Prometheus, the catalogue of problems for people. No secrets, no tenants'
names.
"""

from __future__ import annotations

import time

import redis
import structlog
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from surveyapp import problems
from surveyapp.transaction import shared_transaction
from tenants.db import shared_session
from tenants.errors import TenancyError

log = structlog.get_logger(__name__)
blueprint = Blueprint("health", __name__)
REQUESTS = Counter("surveyapp_requests_total", "Requests", ["method", "route", "status"])
LATENCY = Histogram("surveyapp_request_seconds", "Seconds a request took", ["route"])


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """The database and Redis answer. Without Redis we still serve, slower, so that alone is `degraded` and 200."""
    database, cache = _database_answers(), _redis_answers()
    status = "unavailable" if not database else "ok" if cache else "degraded"
    checks = {"database": "ok" if database else "down", "redis": "ok" if cache else "down"}
    return jsonify(status=status, checks=checks), 200 if database else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Prometheus text, where the setting METRICS allows it."""
    if not current_app.config["SURVEYAPP"].metrics:
        raise problems.not_found()
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/api/v1/problems")
def catalogue() -> Response:
    """Every problem this API can answer with: code, status, sentence."""
    kinds = sorted(problems.CATALOGUE.values(), key=lambda kind: (kind.status, kind.code))
    return jsonify(items=[{"code": kind.code, "status": kind.status, "title": kind.title} for kind in kinds])


def _database_answers() -> bool:
    try:
        with shared_transaction(read_only=True):
            return shared_session.execute(text("SELECT 1")).one() == (1,)
    except (SQLAlchemyError, TenancyError) as error:
        log.warning("readiness_database", error=type(error).__name__)
        return False


def _redis_answers() -> bool:
    try:
        return bool(current_app.extensions["surveyapp.redis"].ping())
    except redis.RedisError as error:
        log.warning("readiness_redis", error=type(error).__name__)
        return False


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    if app.config["SURVEYAPP"].metrics:
        app.after_request(_count)


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "unknown"
    REQUESTS.labels(request.method, route, response.status_code).inc()
    if started := g.get("started"):
        LATENCY.labels(route).observe(time.perf_counter() - started)
    return response
