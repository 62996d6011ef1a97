"""Stop switches over HTTP: an admin throws them, everybody reads who, when and why, the gate refuses."""

from html import unescape

import pytest

from responder.domain.proof.recovery import NOT_FINISHED, WHY_OFF, Recovery
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.flows.outbound import compose, kill_switches
from tests.people import BOB
from tests.product.harness import eventually
from tests.web.test_console import acts, bob, posts, sign_in

OURS = "+14155550199"
EVERYBODYS = (
    *("/conversations", "/customers", "/appointments", "/help", "/review", "/unsent", "/more", "/sending"),
)
WHY = "The carrier blocks us."


@pytest.fixture
def stopped(app, browser) -> None:
    sign_in(browser, "robin")
    posts(browser, "/sending/stop", sender=OURS, why=WHY)
    posts(browser, "/sign-out")


def refused(app) -> str:
    with pytest.raises(compose.Refusal) as refusal:
        compose.send(app.deps, compose.Draft(BOB, "Your car is ready.", "service", "Robin"))
    return str(refusal.value)


@pytest.mark.parametrize("login", ["dana", "sam", "robin"])
@pytest.mark.parametrize("path", EVERYBODYS)
def test_every_page_says_who_switched_what_off_when_and_why(app, browser, stopped, login, path):
    sign_in(browser, login)
    page = browser.get(path).text
    (switch,) = app.store.stop_switches()
    banner = page[page.index('class="warnings"') : page.index('id="gone"')]
    assert "+1 (415) 555-0199" in banner and "by Robin since" in banner and WHY in banner
    assert switch.at > 0


def test_a_message_is_refused_with_the_reason_until_it_is_switched_on(app, browser, stopped):
    bob(app)
    app.store.set_fresh(OURS, app.deps.clock.now())
    assert refused(app) == "Sending is switched off. (DESIGN 7.1)"
    sign_in(browser, "robin")
    posts(browser, "/sending/allow", sender=OURS)
    assert "Sending is switched off" not in browser.get("/conversations").text
    assert compose.send(app.deps, compose.Draft(BOB, "Your car is ready.", "service", "Robin"))
    assert acts(app)[0] == ("Robin", "sending switched on")


def test_all_sending_is_one_switch(app, browser):
    sign_in(browser, "robin")
    posts(browser, "/sending/stop", sender="all", why="Holidays")
    assert "DESIGN 7.1" in refused(app)
    assert "(all sending) by Robin" in browser.get("/customers").text


def test_the_audit_log_keeps_what_was_switched_and_why(app, browser, stopped):
    (entry,) = [each for each in app.console.audit.newest(9) if each.action == "sending switched off"]
    assert (entry.name, entry.detail) == ("Robin", f"{OURS}: {WHY}")


@pytest.mark.parametrize("login", ["dana", "sam"])
@pytest.mark.parametrize("act", ["stop", "allow"])
def test_only_an_admin_throws_a_switch_and_other_tries_are_audited(app, browser, stopped, login, act):
    sign_in(browser, login)
    page = browser.get("/sending").text
    assert WHY in page and "/sending/stop" not in page and "/sending/allow" not in page
    before = app.store.stop_switches()
    assert posts(browser, f"/sending/{act}", sender="all", why="x").status_code == 403
    assert app.store.stop_switches() == before
    assert acts(app)[0] == (login.title(), "refused")


@pytest.mark.parametrize(
    ("sender", "why", "said"),
    [
        ("all", "  ", "Say why: everybody reads it on every page."),
        ("+15005550006", "x", "That is none of the business&#39;s senders."),
        ("all", "x" * 201, "The reason is too long: at most 200 characters."),
    ],
)
def test_a_switch_that_cannot_be_thrown_says_why_and_keeps_what_was_typed(app, browser, sender, why, said):
    sign_in(browser, "robin")
    answer = posts(browser, "/sending/stop", sender=sender, why=why)
    assert (answer.status_code, app.store.stop_switches()) == (400, [])
    assert said in answer.text and f'value="{why}"' in answer.text


def test_the_second_admin_changes_nothing_and_reads_what_the_first_did(app, browser, stopped):
    sign_in(browser, "robin")
    posts(browser, "/sending/stop", sender=OURS, why="another reason")
    page = browser.get("/sending").text
    assert "It was off already; nothing was changed." in page and WHY in page and "another reason" not in page
    assert [action for _, action in acts(app)].count("sending switched off") == 1


def test_a_reason_is_shown_as_text(app, browser):
    sign_in(browser, "robin")
    posts(browser, "/sending/stop", sender="all", why="<script>alert(1)</script>")
    page = browser.get("/sending").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_the_banner_of_an_open_page_follows_and_is_silent_while_nothing_changes(app, browser, stopped):
    sign_in(browser)
    first = browser.get("/warnings")
    assert WHY in first.text
    assert browser.get("/warnings", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_restore_has_a_switch_without_a_person(app, browser):
    app.store.stop_sender(EVERY_SENDER, WHY_OFF[Recovery.RESTORE])
    sign_in(browser, "robin")
    assert "a restore of a backup" in browser.get("/sending").text
    eventually(lambda: f"(all sending): {WHY_OFF[Recovery.RESTORE]}" in browser.get("/warnings").text)


@pytest.mark.parametrize("recovery", Recovery)
def test_nobody_switches_on_what_a_recovery_switched_off_while_it_goes_on(app, browser, recovery):
    app.store.stop_sender(EVERY_SENDER, WHY_OFF[recovery])
    app.store.set_unfinished(recovery)
    sign_in(browser, "robin")
    posts(browser, "/sending/allow", sender="all")
    shown = unescape(browser.get("/sending").text)
    assert NOT_FINISHED[recovery] in shown
    assert EVERY_SENDER in app.store.stopped_senders()


def test_a_switch_of_an_earlier_version_is_its_reason_alone(app, client):
    client.hset(app.store.keys.stopped, "all", "holidays")
    assert list(kill_switches.switches(app.console.desk)) == [StopSwitch("all", "holidays")]
