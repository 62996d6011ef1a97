"""Read the provider's inbound log, receive what our webhook missed, and move freshness (DESIGN §3 LOG, §5).

A text that never reached us cannot be seen from inside; the log can show it. Freshness moves only when
every number's log was read to its end and everything in it is committed. Provider times are compared
with provider times only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from responder.domain import decide
from responder.domain.answers import Inbound
from responder.domain.intent import Intent
from responder.domain.messages import HOUR, Consent, Millis
from responder.domain.phone import ChannelAddress, channel_address
from responder.flows.commit import commit
from responder.flows.deliver import our_numbers
from responder.flows.receive import receive
from responder.log import get_logger
from responder.ports import Deps, LoggedText, LogUnavailable

log = get_logger(__name__)

OVERLAP: Millis = 1 * HOUR
"""How far behind the mark the log is read again (DESIGN §3)."""

FIRST_READ: Millis = 48 * HOUR
"""How far back the log is read when it never was."""

FILTERED = frozenset({30038, 30039})
"""Texts that the provider itself kept from us: recorded, never answered (TWILIO.md §0.6)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over the log found."""

    texts: int
    missed: int
    fresh_until: Millis


def reconcile(deps: Deps, since: Millis | None = None) -> Reading:
    """Read the log of all our numbers and repair. Raises LogUnavailable, StoreUnavailable.

    `since` (ms UTC) overrides where reading starts; the overlap is added to the mark otherwise.
    """
    started = deps.clock.now()
    numbers = our_numbers(deps)
    texts = _read(deps, numbers, _start(deps, numbers, since, started))
    missed = sum(_repair(deps, rows, started) for rows in _by_customer(texts).values())
    for number in numbers:
        deps.store.set_fresh(number, started)
    return Reading(len(texts), missed, started)


def _start(deps: Deps, numbers: Sequence[str], since: Millis | None, now: Millis) -> Millis:
    if since is not None:
        return since
    mark = deps.store.freshness(numbers)
    return mark - OVERLAP if mark else now - FIRST_READ


def _read(deps: Deps, numbers: Sequence[str], since: Millis) -> list[LoggedText]:
    rows = [row for number in numbers for row in deps.provider.inbound_log(number, since)]
    return sorted(rows, key=_log_time)


def _log_time(row: LoggedText) -> Millis:
    """When the provider got the text. A row without any time cannot be ordered: it counts as equal to all."""
    return row.created_at or row.sent_at


def _by_customer(rows: Sequence[LoggedText]) -> dict[str, list[tuple[ChannelAddress, LoggedText]]]:
    grouped: dict[str, list[tuple[ChannelAddress, LoggedText]]] = {}
    for row in rows:
        address = channel_address(row.from_)
        grouped.setdefault(address.key, []).append((address, row))
    return grouped


def _repair(deps: Deps, rows: Sequence[tuple[ChannelAddress, LoggedText]], started: Millis) -> int:
    """Receive a customer's missed texts in the log's order; then make the log's last word count."""
    number = rows[0][0].key
    known = deps.store.known_events(number, [row.provider_id for _, row in rows])
    last_out, last_in = _last_word(deps, rows, Intent.OPT_OUT), _last_word(deps, rows, Intent.OPT_IN)
    missed = 0
    for (address, row), seen in zip(rows, known, strict=True):
        if seen:
            continue
        inbound = replace(
            _inbound(deps, address, row),
            opt_out_log_at=_log_time(last_out) if last_out else 0,
            opt_in_log_at=_log_time(last_in) if last_in else 0,
        )
        missed += receive(deps, inbound) is not None
    if last_out and last_in and _log_time(last_out) >= _log_time(last_in):
        _obey_last_word(deps, number, last_out, started)
    return missed


def _last_word(
    deps: Deps, rows: Sequence[tuple[ChannelAddress, LoggedText]], intent: Intent
) -> LoggedText | None:
    said = [row for _, row in rows if deps.classifier.classify(row.body).intent is intent]
    return said[-1] if said else None


def _inbound(deps: Deps, address: ChannelAddress, row: LoggedText) -> Inbound:
    return Inbound(
        provider_id=row.provider_id,
        number=address.key,
        can_reply=address.can_reply,
        sender=deps.business.sender(row.sender_number),
        body=row.body,
        media=row.media,
        channel=address.channel,
        log_at=_log_time(row),
        filtered=row.error_code in FILTERED,
    )


def _obey_last_word(deps: Deps, number: str, last_out: LoggedText, started: Millis) -> None:
    """A START that was retried past a STOP is undone: the log's last word, or a tie, is an opt-out (§5)."""
    current = deps.store.load(number)
    if current.consent is Consent.OPTED_OUT or current.opted_in_at >= started:
        return  # a START that came while we read is judged by the next reading, which will hold it
    stop = _inbound(deps, channel_address(last_out.from_), last_out)
    commit(deps, number, lambda found, now: decide.on_last_word(found, stop, now))


def read_log(deps: Deps) -> None:
    """One pass for the relay: what cannot be read leaves freshness where it is."""
    try:
        found = reconcile(deps)
    except LogUnavailable as error:
        log.warning("log_unread", why=str(error))
        return
    if found.missed:
        log.warning("texts_missed_by_webhook", count=found.missed)
