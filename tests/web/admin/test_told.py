"""What only an operator can mend is said everywhere: a provider that refuses us, a clock that is wrong."""

from threading import Event

import pytest
from flask.testing import FlaskClient

from responder.adapters.system_clock import time_of_day
from responder.commands import core, kill_switches
from responder.commands.doctor import diagnosis
from responder.domain.records import HOUR, SECOND
from responder.domain.sending.refusals import Scope
from responder.flows.operations import timekeeping
from responder.flows.outbound import refusals
from responder.web.console.shell import context
from responder.web.server import clock
from responder.wiring.product import App
from tests.web.test_console import posts, sign_in
from workers import desk_keeper, process
from workers.aside import Aside

OURS = "+14155550199"


@pytest.fixture(autouse=True)
def every_page_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """And none believes for a second what the last one said."""
    monkeypatch.setattr(context, "SAME_FOR", 0.0)


def banner(browser: FlaskClient) -> str:
    sign_in(browser, "robin")
    page = browser.get("/customers").text
    return page[page.index('class="warnings"') : page.index('id="gone"')]


def check(app: App, name: str) -> diagnosis.Check:
    return next(each for each in diagnosis.examine(app) if each.name == name)


def gauge(browser: FlaskClient, line: str) -> bool:
    return line in browser.get("/metrics").text.splitlines()


def test_a_provider_that_refuses_us_is_told_on_every_page_by_doctor_and_in_metrics(
    app: App, browser: FlaskClient
) -> None:
    assert check(app, "refusals").ok and gauge(browser, 'responder_provider_refuses{scope="account"} 0.0')
    refusals.pause(app.deps, Scope.ACCOUNT, OURS, 20003)

    said = banner(browser)
    assert "Twilio takes no texts from us since" in said and "(all sending, error 20003)" in said
    found = check(app, "refusals")
    assert not found.ok and "Twilio refuses all texts for 0 min (20003)" in found.said
    assert "Set TWILIO_AUTH_TOKEN" in found.said and "Nothing is lost" in found.said
    assert check(app, "sending").ok, "nobody switched anything off"
    assert gauge(browser, 'responder_provider_refuses{scope="account"} 1.0')
    assert gauge(browser, "responder_senders_stopped 0.0")
    [switch] = app.store.stop_switches()
    assert kill_switches.line(switch).startswith("all sending: Twilio takes no texts since")


def test_the_relay_ends_refusals_and_keeps_its_clock_right(app: App) -> None:
    names = [name for name, _, _ in desk_keeper.duties(app, Aside(app.aside, app.deps.clock))]
    assert "refusals" in names
    name, look, every = core._timekeeping(app)
    assert (name, every) == ("clock", 30.0)
    look()


def test_the_web_process_keeps_its_clock_right(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = Event()

    class Keeper:
        when_due = staticmethod(looked.set)

    monkeypatch.setattr(clock, "LOOK_EVERY", 1)
    clock.keep_right(Keeper())  # type: ignore[arg-type]
    assert looked.wait(30)


def test_a_worker_looks_at_its_clock_before_it_drains(app: App) -> None:
    looked = Event()

    class Keeper:
        when_due = staticmethod(looked.set)

    process.WorkerProcess(app.deps, Keeper()).drain()  # type: ignore[arg-type]
    assert looked.is_set()


def test_a_sender_that_is_refused_is_named(app: App, browser: FlaskClient) -> None:
    refusals.pause(app.deps, Scope.SENDER, OURS, 30034)
    assert "+1 (415) 555-0199, error 30034" in banner(browser)
    found = check(app, "refusals")
    assert f"Twilio refuses texts of {OURS}" in found.said and "not registered" in found.said
    assert gauge(browser, 'responder_provider_refuses{scope="sender"} 1.0')


@pytest.mark.parametrize(
    ("scope", "code", "finding", "fix"),
    [
        (Scope.ACCOUNT, 20003, "refuses the account SID or the auth token", "Set TWILIO_AUTH_TOKEN"),
        (Scope.ACCOUNT, 20005, "account is not active", "status and balance in the Twilio console"),
        (Scope.ACCOUNT, 20008, "Test credentials", "Set the live TWILIO_ACCOUNT_SID"),
        (Scope.SENDER, 21704, "messaging service has no numbers", "Add a number"),
        (Scope.SENDER, 30034, "not registered", "Register the number"),
        (Scope.SENDER, 30032, "not verified", "Have the number verified"),
        (Scope.SENDER, 21212, "is not valid", "in the Twilio console"),
    ],
)
def test_doctor_says_what_is_refused_and_what_mends_it(
    app: App, scope: Scope, code: int, finding: str, fix: str
) -> None:
    refusals.pause(app.deps, scope, OURS, code)
    found = check(app, "refusals")
    assert not found.ok and finding in found.said and fix in found.said


def test_an_admin_may_end_it_at_once(app: App, browser: FlaskClient) -> None:
    refusals.pause(app.deps, Scope.ACCOUNT, OURS, 20005)
    sign_in(browser, "robin")
    page = browser.get("/sending").text
    assert "all sending" in page and "<bdi>Twilio</bdi>" in page and "Error 20005" in page
    posts(browser, "/sending/allow", sender="paused:all")
    assert app.store.stop_switches() == []


@pytest.mark.parametrize("off", [90 * SECOND, -2 * HOUR])
def test_a_clock_that_is_wrong_is_told_on_every_page_and_by_doctor(
    app: App, browser: FlaskClient, off: int
) -> None:
    timekeeping.note(app.deps, off)
    assert f"clock is wrong by {abs(off) // SECOND} seconds" in banner(browser)
    found = check(app, "clock")
    assert not found.ok and f"{abs(off) // SECOND} s" in found.said and "timedatectl" in found.said


def test_a_clock_of_redis_that_nobody_follows_is_told_on_every_page(app: App, browser: FlaskClient) -> None:
    app.store.note_log(timekeeping.SERVER_OFF, str(90 * SECOND))
    assert "clock of Redis is wrong by 90 seconds" in banner(browser)


def test_doctor_tells_of_the_clock_of_this_machine_too(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check(app, "clock").ok
    monkeypatch.setattr(diagnosis, "time_of_day", lambda: time_of_day() - 300_500)
    found = check(app, "clock")
    assert not found.ok and "300 s off that of Redis" in found.said
