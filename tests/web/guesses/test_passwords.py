"""Wrong passwords and codes are counted one by one; a browser that signed in before is not locked out."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import request

from responder.flows.staff import staff_accounts
from responder.store.staff.known_browsers import MOST
from responder.web.app import whole_app
from responder.web.console.shell import login_limits
from responder.web.console.shell.known_browsers import KnownBrowsers
from tests.web.test_console import sign_in, token


def guesses(flask, login, times, address="10.0.0.1"):
    """A stranger with a browser of their own tries passwords."""
    stranger = flask.test_client()
    stranger.environ_base = {**stranger.environ_base, "REMOTE_ADDR": address}
    return [sign_in(stranger, login, "wrong").status_code for _ in range(times)]


def at(client, address):
    client.environ_base = {**client.environ_base, "REMOTE_ADDR": address}
    return client


def test_of_many_passwords_at_once_none_slips_past_the_count(app, flask):
    browsers = [flask.test_client() for _ in range(40)]
    forms = [{"login": "dana", "password": "wrong", "csrf_token": token(b.get("/sign-in"))} for b in browsers]
    with ThreadPoolExecutor(20) as pool:
        said = Counter(
            pool.map(
                lambda each: each[0].post("/sign-in", data=each[1]).status_code,
                zip(browsers, forms, strict=True),
            )
        )

    assert said == {403: 10, 429: 30}


def test_a_browser_that_signed_in_before_is_not_locked_out_by_strangers(app, flask):
    """Somebody guesses dana's password, at her login and at the office's address."""
    hers = at(flask.test_client(), "10.0.0.1")
    assert sign_in(hers, "dana").status_code == 302
    hers.delete_cookie("responder")
    assert guesses(flask, "dana", 25)[-1] == 429

    assert sign_in(hers, "dana").status_code == 302
    assert sign_in(at(flask.test_client(), "10.0.0.1"), "dana").status_code == 429  # not proved yet
    assert sign_in(at(flask.test_client(), "10.0.0.2"), "sam").status_code == 302


def test_a_known_browser_has_no_endless_tries(app, flask):
    hers = flask.test_client()
    sign_in(hers, "dana")
    hers.delete_cookie("responder")

    said = [sign_in(hers, "dana", "wrong").status_code for _ in range(12)]
    assert (said[0], said[-1]) == (403, 429)


def test_a_browser_known_for_one_login_is_a_stranger_to_another(app, flask):
    hers = flask.test_client()
    sign_in(hers, "dana")
    hers.delete_cookie("responder")
    guesses(flask, "robin", 11)

    assert sign_in(hers, "robin").status_code == 429


@pytest.mark.parametrize("cookie", ["", "x", "e30.x.y"])
def test_a_made_up_cookie_makes_nobody_known(app, flask, cookie):
    guesses(flask, "dana", 11)
    forger = at(flask.test_client(), "10.0.0.7")
    forger.set_cookie("responder-known", cookie)

    assert sign_in(forger, "dana").status_code == 429


def test_the_cookie_of_another_installation_makes_nobody_known(app, flask):
    other = KnownBrowsers(app, "another secret key", secure=False)
    with flask.test_request_context():
        answer = flask.make_response("")
        other.remember(request, answer, app.console.accounts.by_login("dana"))
    guesses(flask, "dana", 11)
    forger = at(flask.test_client(), "10.0.0.7")
    forger.set_cookie("responder-known", answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0])

    assert sign_in(forger, "dana").status_code == 429


def test_many_strangers_together_are_slowed_and_known_browsers_are_not(app, flask):
    hers = at(flask.test_client(), "10.0.0.1")
    sign_in(hers, "dana")
    hers.delete_cookie("responder")
    said: list[int] = []
    with ThreadPoolExecutor(8) as pool:
        while 429 not in said and len(said) <= 2 * 100:  # the clock's five minutes may end meanwhile
            tried = range(len(said), len(said) + 8)
            said += pool.map(lambda n: guesses(flask, f"login{n}", 1, f"10.2.0.{n}")[0], tried)
    assert set(said) == {403, 429}

    assert sign_in(hers, "dana").status_code == 302


def test_the_cookie_names_no_login_and_no_script_reads_it(app, flask):
    answer = sign_in(flask.test_client(), "dana")
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("responder-known")]

    assert "dana" not in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie


# -- which browsers are known


def known_to(flask, login, times):
    """So many browsers that signed in to a login one after the other, and are signed out again."""
    browsers = [flask.test_client() for _ in range(times)]
    for browser in browsers:
        assert sign_in(browser, login).status_code == 302
        browser.delete_cookie("responder")
    return browsers


def wrong_at(browsers, login):
    """Two wrong passwords from each."""
    return Counter(sign_in(browser, login, "wrong").status_code for browser in browsers for _ in range(2))


def test_an_account_has_only_its_last_few_browsers(app, flask):
    """The first ones share the ten tries of strangers at the login."""
    browsers = known_to(flask, "dana", MOST + 3)
    guesses(flask, "dana", 10)

    assert wrong_at(browsers[:3], "dana") == {429: 6}
    assert wrong_at(browsers[3:], "dana") == {403: 2 * MOST}


@pytest.mark.parametrize("how", ["new password", "sessions ended"])
def test_no_browser_is_known_after(app, flask, how):
    browsers = known_to(flask, "dana", MOST)
    dana, robin = (app.console.accounts.get(f"id-{login}") for login in ("dana", "robin"))
    if how == "new password":
        staff_accounts.reset_password(app.console.desk, robin, dana.id)
    else:
        staff_accounts.revoke_sessions(app.console.desk, robin, dana.id)
    guesses(flask, "dana", 10)

    assert wrong_at(browsers, "dana") == {429: 2 * MOST}


def test_the_password_itself_makes_them_strangers(app, flask):
    """Also where the list of them stays: a sign-in that was under way wrote itself down late."""
    browsers = known_to(flask, "dana", 2)
    dana = app.console.accounts.get("id-dana")
    app.console.accounts.save(replace(dana, password_hash=dana.password_hash[:-1]))
    guesses(flask, "dana", 10)

    assert wrong_at(browsers, "dana") == {429: 4}


def test_a_copy_of_the_cookie_is_nobodys_once_its_owner_signed_in_again(app, flask):
    (hers,) = known_to(flask, "dana", 1)
    thief = flask.test_client()
    thief.set_cookie("responder-known", hers.get_cookie("responder-known").value)
    assert sign_in(hers, "dana").status_code == 302
    guesses(flask, "dana", 10)

    assert sign_in(thief, "dana", "wrong").status_code == 429
    hers.delete_cookie("responder")
    assert sign_in(hers, "dana").status_code == 302


def test_known_browsers_and_strangers_together_have_an_end(app, monkeypatch):
    monkeypatch.setattr(login_limits, "OF_KNOWN_BROWSERS_TOO", "6 per 5 minutes")
    flask = whole_app(app)
    (hers,) = known_to(flask, "dana", 1)
    guesses(flask, "sam", 4)

    assert [sign_in(hers, "dana", "wrong").status_code for _ in range(2)] == [403, 429]
