"""create_app: from configuration to a running application; read top to bottom."""

from __future__ import annotations

import redis
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from surveyapp import blueprints
from surveyapp.accounts import service as accounts
from surveyapp.audit import service as audit
from surveyapp.config import Config
from surveyapp.extensions import api, babel, cache, jwt
from surveyapp.http import docs, headers, health, lifecycle, limits
from surveyapp.http.application import Application
from surveyapp.http.identifiers import UuidConverter
from surveyapp.http.json import OrjsonProvider
from surveyapp.http.ports import Ports
from tenants import cache as tenant_cache
from tenants import db, files, keys, logs


def create_app(config: Config | None = None) -> Flask:
    """The WSGI application. Raises BadConfiguration when the environment does not describe one that may run."""
    config = config or Config.from_environment()
    logs.configure(config.log_level)
    configure_tenancy(config)
    app = Application("surveyapp", static_folder=None)
    app.json = OrjsonProvider(app)
    app.config.from_mapping(config.flask())
    app.url_map.converters["uuid"] = UuidConverter
    app.url_map.merge_slashes = False
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _bind(app, config)
    _mount(app)
    return app


def configure_tenancy(config: Config) -> None:
    """Tell the plumbing its addresses and secrets; the worker and the command line do the same."""
    db.configure(
        config.database_url,
        config.database_urls,
        pool_size=config.pool_size,
        tenants_per_connection=config.pool_tenants,
        statement_timeout_ms=config.statement_timeout_seconds * 1000,
    )
    keys.configure(config.master_key, config.secret_key, config.master_key_previous or None)
    files.configure(config.storage_dir)


def _bind(app: Flask, config: Config) -> None:
    app.extensions["surveyapp.redis"] = redis.Redis.from_url(
        config.redis_url, socket_timeout=2, socket_connect_timeout=2
    )
    app.extensions["surveyapp.ports"] = Ports(
        identify=accounts.identify, permissions_of=accounts.permissions_of, observe=audit.observe
    )


def _mount(app: Flask) -> None:
    headers.register(app)
    lifecycle.register(app)
    limits.register(app)
    jwt.init_app(app)
    babel.init_app(app)
    cache.init_app(app, config=tenant_cache.flask_caching(app.config["SURVEYAPP"].redis_url))
    api.init_app(app)
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    api.register_converter(UuidConverter, lambda converter: {"type": "string", "format": "uuid"})
    health.register(app)
    docs.register(app)
    for room in blueprints.ROOMS:
        api.register_blueprint(room, url_prefix=blueprints.PREFIX)
    app.register_blueprint(blueprints.PAGES)
