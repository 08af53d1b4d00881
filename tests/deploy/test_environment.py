"""What the processes that we start are told."""

import pytest

from deploy.embedded import EmbeddedError
from deploy.environment import Installation

SERVERS = {"DATABASE_URL": "postgresql://app@/surveyapp", "REDIS_URL": "redis://127.0.0.1/0"}
SECRETS = {
    "SECRET_KEY": "Zx8kQp2vLw5rTn9sYb3hDf6jGm1cVa4uEo7i",
    "MASTER_KEY": "bWFzdGVyLWtleS1vZi1leGFjdGx5LTMyLWJ5dGVzISE=",
}


@pytest.fixture
def told(monkeypatch):
    """An installation on servers of the environment, which says only this."""

    def installation(**variables: str) -> Installation:
        for name in ("SURVEYAPP_ENV", *SECRETS):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**SERVERS, **variables}.items():
            monkeypatch.setenv(name, value)
        return Installation(None, {})

    return installation


def test_no_web_server_is_started_without_its_secrets_and_all_are_named(told):
    with pytest.raises(EmbeddedError) as refused:
        told().for_web("http://127.0.0.1:8000")
    assert "SECRET_KEY" in str(refused.value) and "MASTER_KEY" in str(refused.value)


def test_a_web_server_is_told_everything_but_the_owners_login(told):
    environment = told(**SECRETS, OWNER_DATABASE_URL="postgresql://owner@/surveyapp").for_web("http://127.0.0.1:8000")
    assert environment.items() >= {**SERVERS, **SECRETS, "PUBLIC_URL": "http://127.0.0.1:8000"}.items()
    assert "OWNER_DATABASE_URL" not in environment
