"""The composition root: what a WSGI server loads."""

from surveyapp.app import create_app
from surveyapp.config import Config
from tasks import subscriptions
from tasks.queue import Queue

config = Config.from_environment()
app = create_app(config)
subscriptions.bind(Queue(config.redis_url))
