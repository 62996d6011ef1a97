"""What these tests stand on: the flows with a fake provider, and the webhook over a real Redis."""

from collections.abc import Callable, Iterator

import pytest
import redis
from flask import Flask

from responder.web.app import create_app
from responder.wiring.product import App, build
from tests.flows import conftest
from tests.flows.conftest import World
from tests.web.test_webhook import FORM, answer, settings, signed

NOON = 1_795_021_200_000
"""12:00 in Toronto on a Wednesday: quiet hours hold nothing."""

told = conftest.world


@pytest.fixture
def world(told: World) -> World:
    """The flows at noon, with the provider's log just read."""
    told.clock.at = NOON  # type: ignore[attr-defined]
    told.log_is_fresh()
    return told


@pytest.fixture
def app(redis_url: str, client: "redis.Redis") -> Iterator[App]:
    """The web side on an empty Redis."""
    client.flushall()
    made = build(settings(redis_url), 24, within=10)
    yield made
    made.jobs.queue.connection.close()
    made.store._redis.close()  # noqa: SLF001 - nothing of it may outlast the test


@pytest.fixture
def flask(app: App) -> Flask:
    return create_app(app)


Post = Callable[..., int]


@pytest.fixture
def post(flask: Flask) -> Post:
    """A signed webhook with these fields beside the usual ones; its status."""

    def posts(**fields: str) -> int:
        return answer(flask, signed(FORM | fields))[0]

    return posts
