"""Who lives and what fails, as `/metrics` and the foot of each page tell it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from responder.domain.operations.heartbeats import ProcessKind
from responder.domain.records import MINUTE, SECOND
from responder.settings.environment import Secret
from responder.store.connection import connect
from responder.store.operations.heartbeats import RedisHeartbeats
from responder.web.app import create_app
from responder.web.console.shell import context
from responder.wiring.product import App
from tests.ops.test_doctor import JOBS, OURS, fails
from tests.processes import free_port
from tests.web.test_console import sign_in
from tests.web.test_metrics import read


@pytest.fixture(autouse=True)
def every_page_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "SAME_FOR", 0.0)


def read_ago(app: App, ms: int) -> None:
    for number in app.business.numbers:
        app.store.set_fresh(number, app.deps.clock.now() - ms)


def lives(app: App, *kinds: ProcessKind) -> None:
    for kind in kinds:
        app.heartbeats.beat(kind, f"shop:{kind.value}")


FEET = {
    "all is well": (12 * SECOND, (ProcessKind.WORKER, ProcessKind.RELAY), "Log read 12 s ago, worker alive"),
    "no worker": (12 * SECOND, (ProcessKind.RELAY,), "Log read 12 s ago, no worker"),
    "no relay": (3 * MINUTE, (ProcessKind.WORKER,), "Log read 3 min ago, no relay"),
    "nothing": (0, (), "Log not read, no worker"),
}


@pytest.mark.parametrize("name", FEET)
def test_the_foot_of_a_page_says_whether_texts_get_on(name: str, app: App, browser: FlaskClient) -> None:
    ago, kinds, said = FEET[name]
    lives(app, *kinds)
    if ago:
        read_ago(app, ago)
    sign_in(browser)
    page = browser.get("/customers").text
    foot = page[page.index('class="foot') : page.index("</header>")]
    seconds = [said, said.replace("12 s", "13 s")]  # it may have taken one
    assert any(each in foot for each in seconds)
    assert any(each in browser.get("/foot").text for each in seconds)


def test_the_foot_speaks_french(app: App, browser: FlaskClient) -> None:
    sign_in(browser)
    assert "Log not read" in browser.get("/foot").text
    page = browser.get("/more").text
    token = page[page.index('name="csrf_token" value="') + 25 :].partition('"')[0]
    browser.post("/language", data={"csrf_token": token, "language": "fr", "next": "/more"})
    assert "Journal non lu, envoi arrêté" in browser.get("/foot").text


def test_metrics_tell_who_lives_what_waits_and_the_room_on_disks(app: App) -> None:
    lives(app, ProcessKind.WORKER, ProcessKind.RELAY)
    app.heartbeats.beat(ProcessKind.RELAY, "other:1")
    queue = app.jobs.queue.connection
    queue.flushdb()  # what other tests woke is there for ever
    queue.rpush(JOBS, "one", "two")
    found, text = read(create_app(app))
    alive = [found["responder_processes_alive", kind.value] for kind in ProcessKind]
    assert alive == [0, 1, 2]
    assert found["responder_heartbeat_age_seconds", "relay"] < 60
    assert ("responder_heartbeat_age_seconds", "web") not in found
    assert (found["responder_queue_up", ""], found["responder_queue_jobs", ""]) == (1, 2)
    queue.flushdb()
    assert found["responder_disk_free_bytes", "redis"] > 0
    assert "shop" not in text and "other:1" not in text


def test_metrics_tell_failures_by_sender_and_code_without_a_number(app: App) -> None:
    fails(app)
    found, text = read(create_app(app))
    counts = {line for line in text.splitlines() if line.startswith("responder_texts_failed{")}
    assert {line.rpartition(" ")[2] for line in counts if 'code="30007"' in line} == {"6.0"}
    assert {line.rpartition(" ")[2] for line in counts if 'code="21211"' in line} == {"1.0"}
    assert OURS[2:] not in text


def test_metrics_say_that_the_queue_is_away_and_lack_what_redis_does_not_say(app: App) -> None:
    away = connect(f"redis://127.0.0.1:{free_port()}/0", 1)
    settings = replace(app.settings, queue_redis_url=Secret(f"redis://127.0.0.1:{free_port()}/1"))
    broken = replace(app, heartbeats=RedisHeartbeats(away, app.store.keys), settings=settings)
    found, _ = read(create_app(broken))
    assert found["responder_queue_up", ""] == 0
    assert ("responder_processes_alive", "worker") not in found
