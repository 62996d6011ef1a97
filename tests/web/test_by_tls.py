"""The whole product on a Redis that is reached by TLS, as the user of docs/redis.md, who may do little."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from flask import Flask
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from twilio.request_validator import RequestValidator

from responder.adapters.proof.journal import FileJournal
from responder.adapters.rq_queue import DrainJob
from responder.commands.doctor import diagnosis
from responder.domain.customers.customer import Customer
from responder.domain.operations.redis_server import ARGUMENT_LOGS
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.inbound import reconcile
from responder.flows.proof import journal
from responder.store import fast_connection
from responder.web.app import whole_app
from responder.wiring.product import App, build, work_queue
from tests.people import ALICE
from tests.store import conftest
from tests.web.test_console import HERE, QUICK_HASH, posts, sign_in
from tests.web.test_metrics import read
from tests.web.test_webhook import FORM, INBOUND, TOKEN, environ, settings
from workers import process

relay, tls_url = conftest.relay, conftest.tls_url

@pytest.fixture
def built(tls_url: str, client: "redis.Redis", monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """Empty, with Dana at its desk; each connection is looked at before it is used."""
    client.flushall()
    client.acl_log_reset()
    for log in ARGUMENT_LOGS:  # as docs/redis.md has it: this user may not
        client.config_set(log, -1)
    monkeypatch.setattr(fast_connection, "IDLE", 0)
    fresh = settings(tls_url)
    queue = type(fresh.queue_redis_url)(tls_url.replace("/0?", "/1?"))
    app = build(replace(fresh, queue_redis_url=queue, public_url=HERE), 4, within=10)
    app.console.accounts.add(StaffMember("id-dana", "dana", "Dana", Role.AGENT, QUICK_HASH))
    yield app
    app.jobs.queue.connection.close()


@pytest.fixture
def flask(built: App) -> Flask:
    return whole_app(built)


def texted(flask: Flask, sid: str) -> int:
    """ALICE texts STOP; the status that the provider gets."""
    form = FORM | {"From": ALICE, "MessageSid": sid}
    body = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in form.items()).encode()
    signature = RequestValidator(TOKEN).compute_signature(HERE + INBOUND, form)
    statuses: list[str] = []
    request = environ(body, signature) | {"wsgi.input": io.BytesIO(body)}
    list(flask.wsgi_app(request, lambda status, headers, exc=None: statuses.append(status)))
    return int(statuses[0][:3])


def test_every_text_of_a_thread_is_taken_and_not_its_first_alone(built: App, flask: Flask) -> None:
    assert [texted(flask, f"SM{count:032x}") for count in range(4)] == [200] * 4
    assert built.store.load(ALICE).consent.value == "OPTED_OUT"


def test_the_user_of_the_documents_may_do_all_that_the_product_does(
    built: App, flask: Flask, client: "redis.Redis", tmp_path: Path
) -> None:
    """By the server's own log of what it refused."""
    texted(flask, "SM" + "1" * 32)
    process.start(built.deps)
    queue = work_queue(built)
    how = {"connection": queue.connection, "serializer": JSONSerializer, "job_class": DrainJob}
    with pytest.warns(Warning, match="CLIENT LIST"):  # it goes on without
        worker = SimpleWorker([queue], **how)
    assert worker.work(burst=True, logging_level="WARNING")
    journal.tail(replace(built.keeping, journal=FileJournal(tmp_path / "optouts.journal")))
    reconcile.read_log(built.deps)

    browser = flask.test_client()
    assert sign_in(browser).status_code == 302
    customer = built.console.customers.save(
        Customer(built.console.customers.new_id(), "Alice", numbers=(ALICE,)), 1
    )
    form = {"customer": customer.id, "token": "t", "once": "0123456789abcdef"}
    assert posts(browser, "/unsubscribe", **form).status_code == 302
    for page in ("/conversations", "/customers?q=ali", "/appointments", "/help", "/overview", "/audit"):
        assert browser.get(page, follow_redirects=True).status_code in (200, 403)
    assert read(flask)[0]["responder_opted_out", ""] == 1
    assert diagnosis.examine(built)

    refused = {(entry["reason"], entry["object"]) for entry in client.acl_log()}
    assert refused <= {("command", "client|list")}
