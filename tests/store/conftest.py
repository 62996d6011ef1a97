"""What the tests of the scripts share: hand-made decisions, told in the words of the design."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from responder.domain.messages import (
    Consent,
    Decision,
    Entry,
    EntryKind,
    Message,
    MessageClass,
    Number,
    Purpose,
)
from responder.store.redis_store import RedisStore

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


@pytest.fixture
def opted_out(store: RedisStore) -> Callable[[str], Number]:
    """Opts a number out and gives its record."""

    def opt_out(number: str) -> Number:
        before = store.load(number)
        entry = consent_entry("SMstop")
        store.commit(changed(before, "inbound", "SMstop", entry, consent=Consent.OPTED_OUT, episode=1))
        return store.load(number)

    return opt_out
