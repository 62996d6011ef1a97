"""The second factor over HTTP: set up with a QR, asked at sign-in, used once, recovered, removed."""

import re
from dataclasses import replace

import pyotp
import pytest
from flask import Flask

from responder.adapters.proof.encryption import SecretSealer, Unsealable
from responder.web.app import whole_app
from responder.wiring.product import App
from tests.conftest import FakeClock
from tests.web.test_console import PASSWORD, acts, posts, sign_in, token

STEP = 30_000


@pytest.fixture(scope="module")
def clock() -> FakeClock:
    """It stands in the middle of a time step until a test moves it."""
    standing = FakeClock()
    standing.at = standing.at // STEP * STEP + STEP // 2
    return standing


@pytest.fixture(scope="module")
def timed(built, clock) -> App:
    """The product with this clock."""
    desk = replace(built.console.desk, deps=replace(built.deps, clock=clock))
    second = replace(built.console.second, desk=desk)
    return replace(built, console=replace(built.console, desk=desk, second=second))


@pytest.fixture(scope="module")
def flask(timed) -> Flask:
    return whole_app(timed)


def secret_of(page: str) -> str:
    return re.findall(r'class="secret">([A-Z2-7]{32})<', page)[0]


def code(secret: str, clock: FakeClock, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.at // 1_000 + 30 * steps)


@pytest.fixture
def dana(app, browser, clock) -> tuple[str, list[str]]:
    """Dana has it on and is signed out: her secret and her recovery codes."""
    sign_in(browser)
    posts(browser, "/account/begin", password=PASSWORD)
    secret = secret_of(browser.get("/account").text)
    page = posts(browser, "/account/confirm", code=code(secret, clock)).text
    posts(browser, "/sign-out")
    clock.at += STEP
    return secret, re.findall(r"<code>([\w-]{19})</code>", page)


def gives(browser, typed: str):
    return browser.post(
        "/sign-in/code", data={"csrf_token": token(browser.get("/sign-in/code")), "code": typed}
    )


def signed_in(browser) -> bool:
    return browser.get("/customers").status_code == 200


def test_it_is_off_until_a_code_proves_the_app_and_the_secret_is_never_shown_again(
    app, browser, clock, client
):
    sign_in(browser)
    assert posts(browser, "/account/begin", password="wrong").status_code == 400
    posts(browser, "/account/begin", password=PASSWORD)
    page = browser.get("/account").text
    secret = secret_of(page)
    assert "<svg" in page and 'class="qrline"' in page and "style" not in page.split("<body")[1]
    assert app.console.second.factors.of("id-dana") is None
    assert "That code is not right" in posts(browser, "/account/confirm", code="000000").text
    page = posts(browser, "/account/confirm", code=code(secret, clock)).text
    assert len(set(re.findall(r"<code>([\w-]{19})</code>", page))) == 10
    page = browser.get("/account").text
    assert secret not in page and "<svg width" not in page and "10 recovery codes are left" in page
    assert secret not in str([client.dump(key) for key in client.scan_iter("*")])
    assert acts(app)[0] == ("Dana", "second factor on")


def test_the_password_alone_opens_nothing_and_the_code_completes_it(app, browser, clock, dana):
    answer = sign_in(browser, next="/customers?q=bob")
    assert answer.location.startswith("/sign-in/code?next=") and not signed_in(browser)
    form = {
        "csrf_token": token(browser.get("/sign-in/code")),
        "code": code(dana[0], clock),
        "next": "/customers?q=bob",
    }
    assert browser.post("/sign-in/code", data=form).location == "/customers?q=bob"
    assert signed_in(browser)


@pytest.mark.parametrize(("steps", "enters"), [(-2, False), (-1, False), (0, True), (1, True), (2, False)])
def test_a_code_counts_for_its_time_a_step_around_it_and_never_before_one_that_was_used(
    browser, clock, dana, steps, enters
):
    # The step before this one was used to turn it on: its code is spent.
    sign_in(browser)
    assert (gives(browser, code(dana[0], clock, steps)).status_code == 302) is enters
    assert signed_in(browser) is enters


def test_a_code_signs_in_once(flask, browser, clock, dana):
    used = code(dana[0], clock)
    sign_in(browser)
    assert gives(browser, used).status_code == 302
    other = flask.test_client()
    sign_in(other)
    assert "was used before" in gives(other, used).text and not signed_in(other)
    clock.at += STEP
    assert gives(other, code(dana[0], clock)).status_code == 302


def test_a_half_sign_in_completes_once_and_not_for_somebody_who_was_deactivated(
    app, flask, browser, clock, dana
):
    sign_in(browser)
    half = browser.get_cookie("responder").value
    assert gives(browser, code(dana[0], clock)).status_code == 302
    other = flask.test_client()
    other.set_cookie("responder", half)
    clock.at += STEP
    assert gives(other, code(dana[0], clock)).location.startswith("/sign-in?")
    sign_in(other)
    app.console.accounts.save(replace(app.console.accounts.get("id-dana"), disabled=True))
    assert gives(other, code(dana[0], clock)).location.startswith("/sign-in?")


def test_a_recovery_code_signs_in_once_however_it_is_typed(app, flask, browser, dana):
    first, second = dana[1][:2]
    sign_in(browser)
    assert gives(browser, first.upper().replace("-", " ")).status_code == 302
    assert acts(app)[:2] == [("Dana", "signed in"), ("Dana", "recovery code used")]
    assert "9 recovery codes are left" in browser.get("/account").text
    other = flask.test_client()
    sign_in(other)
    assert gives(other, first).status_code == 403
    assert gives(other, second).status_code == 302


def test_guessing_is_stopped_and_is_in_the_audit_log(app, browser, clock, dana):
    sign_in(browser)
    statuses = [gives(browser, "123456").status_code for _ in range(12)]
    assert (statuses[0], statuses[-1]) == (403, 429)
    assert ("Dana", "code refused") in acts(app)


def test_new_sign_ins_do_not_begin_the_count_anew(app, flask, clock, dana):
    statuses = []
    for _ in range(3):
        browser = flask.test_client()
        sign_in(browser)
        statuses += [gives(browser, "123456").status_code for _ in range(4)]
    assert statuses[-1] == 429


def test_turning_it_off_and_new_recovery_codes_need_the_password(app, browser, clock, dana):
    sign_in(browser)
    gives(browser, code(dana[0], clock))
    assert posts(browser, "/account/off", password="wrong").status_code == 400
    assert posts(browser, "/account/renew", password="wrong").status_code == 400
    page = posts(browser, "/account/renew", password=PASSWORD).text
    assert not set(re.findall(r"<code>([\w-]{19})</code>", page)) & set(dana[1])
    posts(browser, "/account/off", password=PASSWORD)
    posts(browser, "/sign-out")
    assert sign_in(browser).location == "/conversations"
    assert ("Dana", "second factor off") in acts(app)


def test_an_admin_takes_it_from_somebody_who_lost_their_telephone(app, flask, browser, dana):
    sign_in(browser, "robin")
    assert "Remove the second factor" in browser.get("/settings/staff/id-dana").text
    posts(browser, "/settings/staff/id-dana/second-factor")
    assert acts(app)[0] == ("Robin", "second factor removed")
    other = flask.test_client()
    assert sign_in(other).location == "/conversations"


@pytest.mark.parametrize("login", ["sam", "dana2"])
def test_nobody_else_does(app, browser, dana, login):
    robin = app.console.accounts.get("id-robin")
    app.console.accounts.add(replace(robin, id="id-dana2", login="dana2", name="Dana2", role="agent"))
    sign_in(browser, login)
    assert posts(browser, "/settings/staff/id-dana/second-factor").status_code == 403
    assert app.console.second.factors.of("id-dana")


def test_another_secret_key_reads_no_secret_and_recovery_codes_still_work(timed, app, clock, dana):
    elsewhere = replace(timed.console.second, sealer=SecretSealer("another key of this server"))
    moved = whole_app(replace(timed, console=replace(timed.console, second=elsewhere))).test_client()
    sign_in(moved)
    assert "SECRET_KEY changed" in gives(moved, code(dana[0], clock)).text
    assert gives(moved, dana[1][0]).status_code == 302


def test_a_secret_is_sealed_to_its_account():
    sealer = SecretSealer("a secret key of 16")
    sealed = sealer.seal("ABC", "id-dana")
    assert sealer.unseal(sealed, "id-dana") == "ABC" and "ABC" not in sealed
    for about, text in (("id-sam", sealed), ("id-dana", sealed[:-4] + "AAA="), ("id-dana", "%")):
        with pytest.raises(Unsealable):
            sealer.unseal(text, about)
