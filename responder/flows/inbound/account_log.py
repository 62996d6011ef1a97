"""The provider's log of the account: which texts in it are ours, and whether it lists what it must (I2).

Read by account and not number by number, so that a STOP to a pool number which the business file does not
name, or over RCS or WhatsApp, is found as well. A reading is believed only if it lists every text that a
webhook brought some minutes to an hour ago: an empty list, one of another account and one that a wrong clock
asked for look complete by themselves.
Limit: where an account sends more than `MOST_PAGES` hold, what is older than the last reading is read number
by number, of the numbers that are known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from responder.domain.records import HOUR, MINUTE, Millis
from responder.domain.sending.gate import LISTED_WITHIN
from responder.ports import Deps, LoggedText, LogUnavailable, WebhookText

MOST_PAGES = 10
"""Pages of the account's log, a thousand texts each, beyond which it is read number by number."""

LOOKED_FOR: Millis = 1 * HOUR
"""A text that a webhook brought longer ago is looked for no more: a reading goes no further back."""

CLOCKS_APART: Millis = 1 * MINUTE
"""How much earlier than our commit the provider may date a text: its tries, and what our clocks differ."""

LACKS = "log_lacks"
"""The note of what the last reading lacked: how many texts, and to which of our addresses."""

OTHER_ADDRESS = "texted:"
"""The notes of addresses that webhooks brought texts to and that the business file does not name."""

Between = Callable[[], object]
"""Called after each page: a long reading lets the near one go before it."""


def nothing() -> None:
    """For a reading that nothing else waits for."""


def read_account(
    deps: Deps, since: Millis, whole_until: Millis, between: Between = nothing
) -> list[LoggedText]:
    """The texts to us since then, oldest first; by account back to `whole_until` at least.

    Raises LogUnavailable, StoreUnavailable.
    """
    notes, found = deps.store.log_notes(), dict[str, LoggedText]()
    for count, page in enumerate(deps.provider.account_log(since), start=1):
        found.update((row.provider_id, row) for row in page if row.direction == "inbound")
        if count >= MOST_PAGES and _reaches(page, whole_until):
            found.update((row.provider_id, row) for row in _by_number(deps, since, notes))
            break
        between()
    return sorted((row for row in found.values() if _is_ours(deps, row, notes)), key=log_time)


def log_time(row: LoggedText) -> Millis:
    """When the provider got the text. A row without any time cannot be ordered: it counts as equal to all."""
    return row.created_at or row.sent_at


def _reaches(page: Iterable[LoggedText], until: Millis) -> bool:
    return any(0 < row.sent_at < until for row in page)


def _by_number(deps: Deps, since: Millis, notes: Mapping[str, str]) -> Iterable[LoggedText]:
    others = [name.removeprefix(OTHER_ADDRESS) for name in notes if name.startswith(OTHER_ADDRESS)]
    for number in (*deps.business.numbers, *others):
        yield from deps.provider.inbound_log(number, since)


def _is_ours(deps: Deps, row: LoggedText, notes: Mapping[str, str]) -> bool:
    """Whether a text was meant for this business: others may share the account."""
    named = deps.business.sender(row.service) or deps.business.sender(row.sender_number)
    return named is not None or OTHER_ADDRESS + row.sender_number in notes


def brought(deps: Deps, started: Millis) -> Sequence[WebhookText]:
    """What webhooks brought in the hour before a reading began."""
    return deps.store.webhook_texts(started - LOOKED_FOR, started)


def must_list(
    deps: Deps, brought_lately: Sequence[WebhookText], since: Millis, started: Millis
) -> Sequence[WebhookText]:
    """What a reading of the log from `since` must list. Addresses that no file names are noted as ours."""
    texts = [text for text in brought_lately if text.at <= started - LISTED_WITHIN]
    others = {OTHER_ADDRESS + text.to for text in texts if text.to not in deps.business.numbers}
    for name in others - set(deps.store.log_notes()) if others else ():
        deps.store.note_log(name, str(started))
    return [text for text in texts if text.at >= since + CLOCKS_APART]


def believe(deps: Deps, expected: Sequence[WebhookText], rows: Iterable[LoggedText]) -> None:
    """Raises LogUnavailable, and notes it for `doctor`, where the log lacks what it must list."""
    listed = {row.provider_id for row in rows}
    lacking = [text for text in expected if text.id not in listed]
    said = f"{len(lacking)} {' '.join(sorted({text.to for text in lacking}))}" if lacking else ""
    if deps.store.log_notes().get(LACKS, "") != said:
        deps.store.note_log(LACKS, said)
    if lacking:
        raise LogUnavailable(why_lacking(said))


def why_lacking(said: str) -> str:
    """One sentence for the operator about such a note."""
    count, _, senders = said.partition(" ")
    return (
        f"the provider's log does not list {count} text(s) to {', '.join(senders.split())} that webhooks "
        "brought in the last hour, so it may lack a STOP too: compare TWILIO_ACCOUNT_SID and this machine's "
        "clock, and look whether texts are deleted at Twilio (I2)."
    )
