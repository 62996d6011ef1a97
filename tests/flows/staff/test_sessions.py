"""How long a session lasts: at most twelve hours, two without a deed, and never past a new password.

Redis counts both lives, so a test sets what is left of them instead of waiting.
"""

import pytest

from responder.domain.records import DAY
from responder.domain.staff.accounts import Role
from responder.flows.staff import accounts, staff_accounts
from responder.store.staff.accounts import IDLE_FOR, RENEWED_AFTER, SESSION_LASTS

PASSWORD = "correct horse"
SHORT = 60_000


@pytest.fixture
def dana(at_desk):
    return accounts.add(at_desk, "dana", "Dana Roy", Role.AGENT, PASSWORD)


@pytest.fixture
def token(at_desk, dana):
    return accounts.opened(at_desk, dana)


@pytest.fixture
def session(client, token):
    """The key that nothing makes longer."""
    (key,) = client.scan_iter("*:session:*")
    return key


@pytest.fixture
def used(client, token):
    """The key that a deed makes longer."""
    (key,) = client.scan_iter("*:session_used:*")
    return key


def test_it_ends_twelve_hours_after_the_sign_in_whatever_is_done_in_it(at_desk, client, token, session, used):
    assert 0 < client.pttl(session) <= SESSION_LASTS
    client.pexpire(session, SHORT)
    client.pexpire(used, SHORT)

    assert at_desk.accounts.used_session(token)
    assert client.pttl(session) <= SHORT

    client.pexpire(session, 0)
    assert at_desk.accounts.used_session(token) is None
    assert at_desk.accounts.of_session(token) is None
    assert not client.exists(session)


def test_our_own_clock_makes_no_session_longer(world, at_desk, dana, client):
    """Set back by forty days at the sign-in, and right again: the end is the same."""
    world.clock.advance(-40 * DAY)
    token = accounts.opened(at_desk, dana)
    world.clock.advance(40 * DAY)
    (key,) = client.scan_iter("*:session:*")

    assert at_desk.accounts.used_session(token)
    assert client.pttl(key) <= SESSION_LASTS


def test_a_deed_begins_the_two_hours_anew_but_not_at_every_request(at_desk, client, token, used):
    client.pexpire(used, IDLE_FOR - RENEWED_AFTER + 10_000)
    at_desk.accounts.used_session(token)
    assert client.pttl(used) <= IDLE_FOR - RENEWED_AFTER + 10_000

    client.pexpire(used, SHORT)
    assert at_desk.accounts.used_session(token)
    assert client.pttl(used) > IDLE_FOR - RENEWED_AFTER


def test_who_only_asks_makes_nothing_longer(at_desk, client, token, used):
    client.pexpire(used, SHORT)

    assert at_desk.accounts.of_session(token)
    assert client.pttl(used) <= SHORT


def test_two_hours_without_a_deed_end_it_for_good(at_desk, client, token, used):
    client.pexpire(used, 0)

    assert at_desk.accounts.of_session(token) is None
    assert at_desk.accounts.used_session(token) is None


def test_a_session_of_before_this_rule_is_signed_out(at_desk, client, token, session, used):
    """It has neither the second life nor the password's mark."""
    client.hdel(session, "password")
    assert at_desk.accounts.of_session(token) is None


def test_a_password_that_was_proved_just_before_a_new_one_opens_nothing(at_desk, dana):
    """The old one was found right, then the new one ended all sessions, and only then this one was opened."""
    known = accounts.known(at_desk, "dana", PASSWORD)
    staff_accounts.reset_password_by_command(at_desk, dana)

    assert at_desk.accounts.of_session(accounts.opened(at_desk, known)) is None


def test_what_lists_the_sessions_of_an_account_ends_with_the_last_of_them(at_desk, dana, client, token):
    (key,) = client.scan_iter("*:sessions_of:*")
    assert 0 < client.pttl(key) <= SESSION_LASTS
    assert at_desk.accounts.close_sessions(dana.id) == 1
    assert at_desk.accounts.of_session(token) is None
