"""Wrong API keys are counted one by one, and lock out nobody who has a right one."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_network

import pytest

from responder.flows.staff import api_keys
from responder.web.api.routes import AT_ONCE
from responder.web.server.client_address import Addresses
from tests.web.test_api import Caller

WRONG = "rk_0_0"


@pytest.fixture
def till(app):
    return Caller(app)


def asks(http, key, address="10.0.0.1", **headers):
    given = {"Authorization": f"Bearer {key}", **headers}
    return http.get("/api/v1/reviews", headers=given, environ_base={"REMOTE_ADDR": address}).status_code


def test_of_many_guesses_at_once_none_slips_past_the_count(till):
    flask = till.http.application
    with ThreadPoolExecutor(40) as pool:
        said = Counter(pool.map(lambda _: asks(flask.test_client(), WRONG), range(120)))

    assert said == {401: api_keys.GUESSES, 429: 120 - api_keys.GUESSES}


def test_a_right_key_is_never_refused_for_the_wrong_ones_of_others_at_its_address(till):
    flask = till.http.application
    with ThreadPoolExecutor(32) as pool:
        guesses = [pool.submit(asks, flask.test_client(), WRONG) for _ in range(300)]
        right = [asks(flask.test_client(), till.token) for _ in range(40)]
        wrong = Counter(each.result() for each in guesses)

    assert (set(right), set(wrong)) == ({200}, {401, 429})


def test_guesses_from_many_addresses_are_slowed_together(till):
    flask = till.http.application
    said = Counter(asks(flask.test_client(), WRONG, f"10.1.{n // 200}.{n % 200}") for n in range(120))

    assert said == {401: api_keys.GUESSES_OF_ALL, 429: 120 - api_keys.GUESSES_OF_ALL}
    assert asks(flask.test_client(), till.token, "10.9.9.9") == 200


def test_whoever_guesses_takes_no_place_from_those_who_may_come_in(till):
    """The places are few: more guesses at once than there are of them leave every one free."""
    flask = till.http.application
    with ThreadPoolExecutor(AT_ONCE * 8) as pool:
        said = list(pool.map(lambda _: asks(flask.test_client(), WRONG), range(200)))

    assert 503 not in said


def test_a_revoked_key_counts_as_a_wrong_one(app, till):
    api_keys.revoke(app.deps, app.api_keys, till.key.id)

    assert [asks(till.http, till.token) for _ in range(api_keys.GUESSES + 1)][-1] == 429


# -- whose guesses they are

ADDRESSES = [
    # (trusted, the connection's, X-Forwarded-For, whose it is)
    ("", "203.0.113.9", "", "203.0.113.9"),
    ("", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ("127.0.0.1/32", "127.0.0.1", "198.51.100.1", "198.51.100.1"),
    ("127.0.0.1/32", "127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
    ("127.0.0.1/32", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ("10.0.0.0/8", "10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
    ("10.0.0.0/8", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
    ("127.0.0.1/32", "127.0.0.1", "", "127.0.0.1"),
    ("127.0.0.1/32", "127.0.0.1", "nonsense", "127.0.0.1"),
    ("127.0.0.1/32", "127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
    ("", "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
    ("", "::ffff:203.0.113.9", "", "203.0.113.9"),
    ("", "", "", ""),
]


@pytest.mark.parametrize(("trusted", "connection", "forwarded", "whose"), ADDRESSES)
def test_a_proxys_word_counts_only_where_the_operator_said_so(trusted, connection, forwarded, whose):
    environ = {"REMOTE_ADDR": connection, "HTTP_X_FORWARDED_FOR": forwarded}
    assert Addresses([ip_network(trusted)] if trusted else []).of(environ) == whose


def test_a_made_up_forwarded_address_gives_no_new_guesses(till):
    said = [
        asks(till.http, WRONG, **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(api_keys.GUESSES + 1)
    ]
    assert said[-1] == 429
