"""A reminder in the running product: its relay is killed by `kill -9` in the middle, and it goes once."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from responder.domain.customers.customer import Appointment, Customer
from responder.settings.environment import load_settings
from responder.wiring.product import App, build
from tests.product.harness import BUSINESS_FILE, Product, eventually, new_phone

MINUTE = 60_000


@pytest.fixture
def reminding(tmp_path: Path) -> Iterator[tuple[Product, App, Path]]:
    """A product whose every process dies, once, as soon as a commit of its own has been applied."""
    hits = tmp_path / "hits"
    hits.touch()
    armed = {"RESPONDER_FAILPOINT": "after-commit:kill", "RESPONDER_FAILPOINT_LOG": str(hits)}
    business = BUSINESS_FILE + '\n[appointments]\nreminders = ["5m"]\n'
    product = Product(tmp_path, settings=armed, business=business)
    try:
        product.start()
        app = build(load_settings(product.env), 2, within=10)
        yield product, app, hits
        app.jobs.queue.connection.close()
        app.console.pool.disconnect()
    finally:
        product.stop()


def test_a_relay_that_is_killed_after_the_commit_reminds_once(reminding: tuple[Product, App, Path]) -> None:
    product, app, hits = reminding
    relay, number, now = product.pid("relay"), new_phone(), int(time.time() * 1_000)
    customers, diary = app.console.customers, app.console.appointments
    bob = customers.save(Customer(customers.new_id(), "Bob Gagnon", numbers=(number,)), now)
    at = now + 5 * MINUTE + 2_000
    tires = diary.save(Appointment(diary.new_id(bob.id), bob.id, at, "Tires", timed_at=now), now)

    eventually(hits.read_text)
    product.restarted("relay", relay)
    eventually(lambda: product.phones.heard(number))
    promised = eventually(lambda: [p for p in app.console.diary.book.of(tires.id).values() if p.message])
    looked_again = int(time.time()) + 12
    eventually(lambda: int(time.time()) > looked_again)

    assert len(promised) == 1
    assert len(product.phones.creates(number)) == 1
    assert "Reply YES to confirm" in product.phones.heard(number)[0]["body"]
