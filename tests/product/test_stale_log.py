"""The provider's log was read and then could not be: staff's messages wait, and leave when it can (I2)."""

import signal
import time
from collections.abc import Iterator

import pytest

from responder.domain.sending.gate import FRESHNESS
from responder.store.connection import SHARDS
from responder.store.keys import Keys
from tests.product.harness import BUSINESS, Product, eventually


def two_minutes_pass_without_a_reading(product: Product) -> None:
    """The mark is where it would be if the log had been unreadable for two minutes; nobody moves it."""
    with product.redis(decode_responses=True) as client:
        key = Keys(BUSINESS, SHARDS).fresh
        old = int(time.time() * 1_000) - FRESHNESS
        for number in client.hkeys(key):
            client.hset(key, number, old)


@pytest.fixture
def unread(product: Product) -> Iterator[Product]:
    """The product with its relay held: the log is read when a test says so, and by nobody else."""
    product.kill("relay", signal.SIGSTOP)
    yield product
    product.kill("relay", signal.SIGCONT)


def test_a_log_that_was_fresh_and_became_stale_holds_staffs_message_and_recovers(
    unread: Product, phone: str
) -> None:
    product = unread
    assert product.cli("reconcile")[0] == 0
    assert product.cli("send", "--to", phone, "--body", "First.")[0] == 0
    eventually(lambda: product.states(phone) == ["delivered"])

    product.phones.faults(log="500")
    assert product.cli("reconcile")[0] == 2
    two_minutes_pass_without_a_reading(product)
    assert product.cli("send", "--to", phone, "--body", "Second.")[0] == 0
    eventually(lambda: "(I2)" in product.sent(phone)[1]["reason"])
    product.phones.text(phone, "HELP")
    eventually(lambda: len(product.phones.heard(phone)) == 2)
    assert "Second." not in product.phones.heard(phone)[1]["body"], "an answer leaves, the message waits"
    code, checks, _ = product.cli("doctor")
    assert code == 1
    assert [each["ok"] for each in checks if each["check"] == "provider log"] == [False]

    product.phones.text(phone, "STOP", lose=True)
    product.phones.mend()
    assert product.cli("reconcile")[1]["missed"] == 1
    product.kill("relay", signal.SIGCONT)  # which wakes the worker for what waited
    eventually(lambda: product.sent(phone)[1]["state"] == "refused")
    assert not [text for text in product.phones.heard(phone) if "Second." in text["body"]]


def test_a_message_that_waited_for_the_log_leaves_when_it_has_been_read(unread: Product, phone: str) -> None:
    product = unread
    product.phones.faults(log="500")
    assert product.cli("reconcile")[0] == 2
    two_minutes_pass_without_a_reading(product)
    assert product.cli("send", "--to", phone, "--body", "Ready.")[0] == 0
    eventually(lambda: "(I2)" in product.sent(phone)[0]["reason"])
    assert product.phones.creates(phone) == []

    product.phones.mend()
    eventually(lambda: product.cli("reconcile")[0] == 0)
    product.kill("relay", signal.SIGCONT)
    eventually(lambda: product.states(phone) == ["delivered"])


def test_nothing_leaves_to_whoever_texts_stop_while_our_web_server_restarts(
    unread: Product, phone: str
) -> None:
    """The log was read a moment before, and it is not read again before the message was looked at."""
    product = unread
    eventually(lambda: product.cli("reconcile")[0] == 0 and "provider log" not in bad(product))
    web = product.kill("web", signal.SIGTERM)
    product.phones.text(phone, "STOP", lose=True)
    assert product.cli("send", "--to", phone, "--body", "Ready.")[0] == 0
    eventually(lambda: "(I2)" in product.sent(phone)[0]["reason"])
    product.restarted("web", web)
    assert product.phones.creates(phone) == []
    product.kill("relay", signal.SIGCONT)
    eventually(lambda: product.consent(phone) == "OPTED_OUT")
    eventually(lambda: product.states(phone)[0] == "refused")
    assert not [text for text in product.phones.heard(phone) if "Ready." in text["body"]]


def bad(product: Product) -> list[str]:
    """What the doctor complains about."""
    return [check["check"] for check in product.cli("doctor")[1] if not check["ok"]]
