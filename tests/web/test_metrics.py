"""`/metrics`: what an operator watches, with no number and no word of a customer in it."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from responder.domain.operations.installation import SCHEMA
from responder.settings.version import version
from responder.store.connection import connect
from responder.store.core.gauges import Gauges
from responder.web.app import create_app
from responder.wiring.product import App, build
from tests.people import ALICE
from tests.web.test_webhook import FORM, INBOUND, environ, settings, sign

Found = dict[tuple[str, str], float]


@pytest.fixture
def app(redis_url: str, client: "redis.Redis") -> Iterator[App]:
    client.flushall()
    made = build(settings(redis_url), 4, within=10)
    yield made
    made.jobs.queue.connection.close()


def read(flask: Flask) -> tuple[Found, str]:
    answer = flask.test_client().get("/metrics")
    assert answer.status_code == 200
    found = {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    return found, answer.text


def post(flask: Flask, pairs: dict[str, str], signature: str) -> int:
    body = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in pairs.items()).encode()
    statuses: list[str] = []
    request = environ(body, signature) | {"wsgi.input": io.BytesIO(body)}
    list(flask.wsgi_app(request, lambda status, headers, exc=None: statuses.append(status)))
    return int(statuses[0][:3])


def test_an_opt_out_and_its_waiting_confirmation_are_counted(app: App) -> None:
    flask = create_app(app)
    assert post(flask, FORM, sign(INBOUND, FORM)) == 200
    found, _ = read(flask)
    assert found["responder_opted_out", ""] == 1
    assert found["responder_numbers", ""] == 1
    assert found["responder_messages_waiting", "answer"] == 1
    assert found["responder_messages_due", "answer"] == 1
    assert 0 <= found["responder_oldest_due_seconds", "answer"] < 60
    assert found["responder_messages_waiting", "rest"] == 0


def test_the_release_and_the_version_of_its_data_are_told(app: App) -> None:
    _, text = read(create_app(app))
    assert f'responder_build_info{{schema="{SCHEMA}",version="{version()}"}} 1.0' in text


def test_a_message_for_later_waits_and_is_not_due(app: App, client: "redis.Redis") -> None:
    later = app.deps.clock.now() + 3_600_000
    client.zadd(app.store.keys.due("03", "rest"), {"03abc": later})
    found, _ = read(create_app(app))
    assert (found["responder_messages_waiting", "rest"], found["responder_messages_due", "rest"]) == (1, 0)
    assert found["responder_oldest_due_seconds", "rest"] == 0


def test_a_forged_webhook_is_counted_as_turned_away(app: App) -> None:
    flask = create_app(app)
    name = ("responder_webhooks_turned_away_total", "403")
    before = read(flask)[0].get(name, 0)
    assert post(flask, FORM, "forged") == 403
    assert read(flask)[0][name] == before + 1


def test_the_age_of_the_log_is_told_for_each_of_our_numbers(app: App) -> None:
    sender = app.business.senders[0].numbers[0]
    app.store.set_fresh(sender, app.deps.clock.now() - 90_000)
    found, _ = read(create_app(app))
    ages = [value for (name, _), value in found.items() if name == "responder_log_age_seconds"]
    assert 90 <= min(ages) < 120


def test_no_number_and_no_word_stands_in_the_metrics(app: App) -> None:
    flask = create_app(app)
    texted = FORM | {"From": ALICE, "Body": "STOP", "MessageSid": "SM" + "1" * 32}
    post(flask, texted, sign(INBOUND, texted))
    _, text = read(flask)
    assert ALICE not in text
    assert ALICE[2:] not in text
    assert "STOP" not in text
    assert all(number[2:] not in text for sender in app.business.senders for number in sender.numbers)


def test_a_store_that_is_away_is_one_gauge_and_no_error(app: App) -> None:
    nobody_listens = connect("redis://127.0.0.1:9/0", 1)
    found, _ = read(create_app(replace(app, gauges=Gauges(nobody_listens, app.store.keys))))
    assert found["responder_store_up", ""] == 0
    assert ("responder_opted_out", "") not in found
