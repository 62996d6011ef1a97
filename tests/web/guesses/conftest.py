"""The console with its three people, on as many connections to Redis as the web server has threads."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from responder.wiring.product import App, build
from tests.web.test_console import HERE, app, browser, flask
from tests.web.test_webhook import settings

__all__ = ["app", "browser", "built", "flask"]


@pytest.fixture(scope="module")
def built(redis_url: str) -> Iterator[App]:
    found = build(replace(settings(redis_url), public_url=HERE), 64, within=10)
    yield found
    found.jobs.queue.connection.close()
    found.console.pool.disconnect()
