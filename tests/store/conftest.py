"""What the tests of the scripts share: hand-made decisions, told in the words of the design."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from responder.domain.records import (
    Consent,
    Decision,
    Entry,
    EntryKind,
    Message,
    MessageClass,
    Number,
    Purpose,
)
from responder.store.connection import Durability, connect
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from tests.conftest import PATIENT
from tests.tls import TlsRelay

DOCUMENTED = Path(__file__).parents[2] / "docs" / "redis.md"
PASSWORD = "a-password-of-the-tests"

NOW = 1_795_000_000_000


def consent_entry(event: str, intent: str = "OPT_OUT") -> Entry:
    """A ledger entry."""
    return Entry(NOW, EntryKind.CONSENT, event=event, intent=intent, body=intent, ledger=True)


def changed(number: Number, kind: str, event: str, *entries: Entry, **changes: object) -> Decision:
    """A decision made by hand: no rule was asked."""
    after = replace(number, version=number.version + 1, **changes)  # type: ignore[arg-type]
    return Decision(number, after, kind, event, entries)


def a_message(message_id: str, number: str, **details: object) -> Message:
    """A queued message that is due now."""
    message = Message(
        id=message_id,
        number=number,
        sender="+14155550199",
        message_class=MessageClass.SERVICE,
        episode=0,
        created_at=NOW,
        due_at=NOW,
        valid_until=NOW + 3_600_000,
        body="Your car is ready.",
        purpose=Purpose.NONE,
    )
    return replace(message, **details)  # type: ignore[arg-type]


def documented_user() -> list[str]:
    """The ACL line of docs/redis.md as the words of a command, with the tests' password."""
    line = re.search(r"^user (responder .+)$", DOCUMENTED.read_text("utf-8"), re.MULTILINE)
    assert line, "docs/redis.md shows no user"
    return line[1].replace("PASSWORD", PASSWORD).split()


@pytest.fixture(scope="session")
def relay(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsRelay]:
    """The tests' server by TLS."""
    socket = redis_url.removeprefix("unix://").partition("?")[0]
    found = TlsRelay(tmp_path_factory.mktemp("tls"), socket)
    yield found
    found.stop()


@pytest.fixture(scope="session")
def tls_url(relay: TlsRelay, client: "redis.Redis") -> str:
    """REDIS_URL of the tests' server by TLS, for the user of docs/redis.md."""
    client.execute_command("ACL", "SETUSER", *documented_user())
    return relay.url(f"responder:{PASSWORD}@")


@pytest.fixture(scope="session")
def tls_client(tls_url: str) -> Iterator["redis.Redis"]:
    """A client of that user."""
    found = connect(tls_url, 40, within=PATIENT)
    yield found
    found.close()


BY_SOCKET_ALONE = {
    "test_races",
    "test_history",
    "test_twenty_commits_of_one_event_at_once_are_one",
    "test_of_twenty_workers_one_claims",
}
"""Files and tests of what many threads do in any order: how they reach the server makes no difference."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the store run a second time by TLS, as the user of docs/redis.md, who may do little."""
    names = {metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__}
    if "store" in metafunc.fixturenames and not names & BY_SOCKET_ALONE:
        metafunc.parametrize("store", ["socket", "tls"], indirect=True)


@pytest.fixture
def store(request: pytest.FixtureRequest, client: "redis.Redis") -> RedisStore:
    """The store, empty."""
    client.flushall()
    by_tls = getattr(request, "param", "socket") == "tls"
    used = request.getfixturevalue("tls_client") if by_tls else client
    return RedisStore(used, Keys("garage", 16), Durability.ALWAYS, within=PATIENT)


@pytest.fixture
def opted_out(store: RedisStore) -> Callable[[str], Number]:
    """Opts a number out and gives its record."""

    def opt_out(number: str) -> Number:
        before = store.load(number)
        entry = consent_entry("SMstop")
        store.commit(changed(before, "inbound", "SMstop", entry, consent=Consent.OPTED_OUT, episode=1))
        return store.load(number)

    return opt_out
