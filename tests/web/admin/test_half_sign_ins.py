"""A password that was given and waits for its code is void as soon as its sessions are."""

import hashlib
from dataclasses import replace

import pytest

from responder.domain.staff.accounts import StaffMember
from responder.flows.staff import second_factor, staff_accounts
from responder.wiring.product import App
from tests.web.admin.test_second_factor import clock, code, dana, flask, gives, secret_of, signed_in, timed
from tests.web.test_console import PASSWORD, posts, sign_in

__all__ = ["clock", "dana", "flask", "timed"]


def _member(app: App, login: str) -> StaffMember:
    return app.console.accounts.get(f"id-{login}")


WAYS = {
    "an admin makes a new password": lambda desk, robin, dana: staff_accounts.reset_password(
        desk, robin, dana.id
    ),
    "the command line makes one": lambda desk, robin, dana: staff_accounts.reset_password_by_command(
        desk, dana
    ),
    "she changes hers elsewhere": lambda desk, robin, dana: staff_accounts.change_password(
        desk, dana, PASSWORD, "a summer tire in may"
    ),
    "an admin ends her sessions": lambda desk, robin, dana: staff_accounts.revoke_sessions(
        desk, robin, dana.id
    ),
    "she is deactivated and activated": lambda desk, robin, dana: [
        staff_accounts.set_active(desk, robin, dana.id, is_active) for is_active in (False, True)
    ],
}


@pytest.mark.parametrize("end", WAYS.values(), ids=WAYS)
def test_half_a_sign_in_is_void_after(app, timed, browser, clock, dana, end):
    sign_in(browser)
    end(timed.console.desk, _member(app, "robin"), _member(app, "dana"))

    assert gives(browser, code(dana[0], clock)).location.startswith("/sign-in?")
    assert not signed_in(browser)


def test_signing_out_everywhere_ends_half_a_sign_in_too(app, flask, browser, clock, dana):
    sign_in(browser)
    gives(browser, code(dana[0], clock))
    other = flask.test_client()
    sign_in(other)
    posts(browser, "/sign-out", everywhere="1")

    clock.at += 30_000
    assert gives(other, code(dana[0], clock)).location.startswith("/sign-in?")


def test_a_half_whose_list_was_lost_is_void_as_well(app, timed, browser, client, clock, dana):
    """The half knows its password: it is void though nothing says which halves are hers."""
    sign_in(browser)
    client.delete(*client.scan_iter("*:halves_of:*"))
    staff_accounts.reset_password_by_command(timed.console.desk, _member(app, "dana"))

    assert gives(browser, code(dana[0], clock)).location.startswith("/sign-in?")


def test_who_was_signed_in_without_the_second_factor_signs_in_anew(app, flask, browser, clock):
    other = flask.test_client()
    sign_in(other)
    sign_in(browser)
    posts(browser, "/account/begin", password=PASSWORD)
    secret = secret_of(browser.get("/account").text)

    assert posts(browser, "/account/confirm", code=code(secret, clock)).status_code == 200
    assert signed_in(browser) and not signed_in(other)


def test_a_half_that_the_release_before_wrote_is_gone_and_no_failure(app, timed, client):
    """Both run while a server is upgraded; that one kept it as a text under a key of its own."""
    token = "a-token-of-the-release-before"
    hashed = hashlib.sha256(token.encode()).hexdigest()
    client.set(app.store.keys.shared(f"half_signed_in:{hashed}"), "id-dana", ex=300)
    with pytest.raises(second_factor.HalfGone):
        second_factor.enter_code(timed.console.second, token, "123456")


class SwitchedOnLate:
    """Second factors of which one is switched on just after it was looked for."""

    def __init__(self, factors) -> None:
        self._factors, self._looked = factors, False

    def __getattr__(self, name):
        return getattr(self._factors, name)

    def of(self, staff_id):
        found = self._factors.of(staff_id) if self._looked else None
        self._looked = True
        return found


def test_a_password_that_was_proved_while_the_factor_was_switched_on_waits_for_its_code(
    app, timed, clock, dana, client
):
    second = replace(timed.console.second, factors=SwitchedOnLate(timed.console.second.factors))
    entered = second_factor.enter(second, "dana", PASSWORD)

    assert (entered.token, bool(entered.half)) == ("", True)
    assert list(client.scan_iter("*:session:*")) == []
