"""The Flask extensions, created bare; `app.py` gives them the app."""

from flask_babel import Babel
from flask_caching import Cache
from flask_jwt_extended import JWTManager
from flask_smorest import Api as SmorestApi

from surveyapp.http import errors
from surveyapp.http.limits import limiter
from surveyapp.http.schemas import ProblemSchema


class Api(SmorestApi):
    """flask-smorest with our one error format in place of its own."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        errors.register(self._app)

    def _register_responses(self) -> None:
        """Document failures under their own media type; a success names its own where it is not JSON."""
        self.DEFAULT_RESPONSE_CONTENT_TYPE = errors.MEDIA_TYPE
        super()._register_responses()
        del self.DEFAULT_RESPONSE_CONTENT_TYPE


api = Api()
babel = Babel()
cache = Cache()
jwt = JWTManager()

__all__ = ["Api", "api", "babel", "cache", "jwt", "limiter"]
