"""Read the provider's inbound log, receive what our webhook missed, and move freshness (DESIGN §3 LOG, §5).

A text that never reached us cannot be seen from inside; the log can show it. Freshness moves only when
every number's log was read to its end and everything in it is committed. Provider times are compared
with provider times only.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from responder.domain import decide
from responder.domain.answers import Inbound
from responder.domain.intent import Intent
from responder.domain.messages import DAY, HOUR, Consent, Decision, Millis, Number
from responder.domain.order import LISTED_WITHIN
from responder.domain.past import Past
from responder.domain.phone import ChannelAddress, channel_address, mask
from responder.flows.commit import commit
from responder.flows.hearing import deaf_senders, why_deaf
from responder.flows.history import BEFORE, Tell, quiet, read_past
from responder.flows.receive import receive
from responder.log import get_logger
from responder.ports import Deps, LoggedText, LogUnavailable
from responder.ports.aside import Guard, straight

log = get_logger(__name__)

OVERLAP: Millis = 1 * HOUR
"""How far behind the mark the log is read again (DESIGN §3)."""

FAR: Millis = BEFORE
"""How far back the log is read at first and once a day, because texts can be listed late (DESIGN §3)."""

READ_FAR_AT = "read_far_at"
"""The note of when it last was."""

Rows = Sequence[tuple[ChannelAddress, LoggedText]]
"""One customer's texts in the log, oldest first."""

FILTERED = frozenset({30038, 30039})
"""Texts that the provider itself kept from us: recorded, never answered (TWILIO.md §0.6)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over the log found."""

    texts: int
    missed: int
    fresh_until: Millis


def reconcile(
    deps: Deps, since: Millis | None = None, tell: Tell = quiet, guard: Guard = straight
) -> Reading:
    """Read the log of all our numbers and repair. Raises LogUnavailable, StoreUnavailable.

    `since` (ms UTC) overrides where reading starts; the overlap is added to the mark otherwise. A reading
    that starts later than the mark repairs what it sees and leaves freshness where it is. Of a number that
    was never read whole the past is read first; `tell` hears how far that is. A customer whose texts
    cannot be taken (`guard`) keeps nobody else's out, and freshness where it is: one of them may be a STOP.
    """
    started = deps.clock.now()
    if deaf := deaf_senders(deps):
        raise LogUnavailable(why_deaf(deaf))
    numbers = deps.business.numbers
    texts = _read(deps, numbers, _start(deps, numbers, since, started))
    missed = _repair_all(deps, texts, started, guard)
    mark = deps.store.freshness(numbers)
    if since is not None and since > mark:
        return Reading(len(texts), missed, mark)  # what lies between mark and `since` was not read
    for number in numbers:
        read_past(deps, number, tell)
    for number in numbers:
        deps.store.set_fresh(number, started)
    if since is None:
        _note_far(deps, started)
    return Reading(len(texts), missed, started)


def _start(deps: Deps, numbers: Sequence[str], since: Millis | None, now: Millis) -> Millis:
    if since is not None:
        return since
    mark = deps.store.freshness(numbers)
    near = mark - OVERLAP if mark else now
    return near if _read_far_lately(deps, now) else min(near, now - FAR)


def _read_far_lately(deps: Deps, now: Millis) -> bool:
    return now - int(deps.store.log_notes().get(READ_FAR_AT, 0)) < DAY


def _note_far(deps: Deps, started: Millis) -> None:
    if not _read_far_lately(deps, started):
        deps.store.note_log(READ_FAR_AT, str(started))


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


def _repair_all(deps: Deps, texts: Sequence[LoggedText], started: Millis, guard: Guard) -> int:
    missed: list[int] = []
    done = [
        guard(number, partial(_repair_into, deps, rows, started, missed))
        for number, rows in _by_customer(texts).items()
    ]
    if left := done.count(False):
        raise LogUnavailable(f"the texts of {left} number(s) cannot be taken: see item_set_aside")
    return sum(missed)


def _repair_into(deps: Deps, rows: Rows, started: Millis, missed: list[int]) -> None:
    missed.append(_repair(deps, rows, started))


def _repair(deps: Deps, rows: Rows, started: Millis) -> int:
    """Receive a customer's missed texts in the log's order; then make the log's last word count."""
    number = rows[0][0].key
    known = deps.store.known_events(number, [row.provider_id for _, row in rows])
    last_out, last_in = _last_word(deps, rows, Intent.OPT_OUT), _last_word(deps, rows, Intent.OPT_IN)
    stops = frozenset(row.provider_id for row in _saying(deps, rows, Intent.OPT_OUT))
    missed = 0
    for (address, row), seen in zip(rows, known, strict=True):
        if seen:
            continue
        inbound = replace(
            _inbound(deps, address, row),
            opt_out_log_at=_log_time(last_out) if last_out else 0,
            opt_in_log_at=_log_time(last_in) if last_in else 0,
            opt_outs_listed=stops,
        )
        missed += receive(deps, inbound) is not None
    if last_out and last_in and _log_time(last_out) >= _log_time(last_in):
        _obey_last_word(deps, rows, last_out, started)
    return missed


def _last_word(deps: Deps, rows: Rows, intent: Intent) -> LoggedText | None:
    said = _saying(deps, rows, intent)
    return said[-1] if said else None


def _saying(deps: Deps, rows: Rows, intent: Intent) -> list[LoggedText]:
    return [row for _, row in rows if deps.classifier.classify(row.body).intent is intent]


def _inbound(deps: Deps, address: ChannelAddress, row: LoggedText) -> Inbound:
    return Inbound(
        provider_id=row.provider_id,
        number=address.key,
        can_reply=address.can_reply,
        sender=deps.business.sender(row.sender_number),
        body=row.body,
        media=row.media,
        channel=address.channel,
        from_log=True,
        log_at=_log_time(row),
        filtered=row.error_code in FILTERED,
        clock_behind=deps.provider.behind(),
    )


class _StartedAgain(Exception):
    """Another START was committed meanwhile: the next reading judges."""


def _obey_last_word(deps: Deps, rows: Rows, last_out: LoggedText, started: Millis) -> None:
    """A START that was retried past a STOP is undone: the log's last word, or a tie, is an opt-out (§5)."""
    number = rows[0][0].key
    judged = deps.store.load(number)
    if judged.consent is Consent.OPTED_OUT or _start_not_listed_yet(judged, rows, started):
        return
    stop = _inbound(deps, channel_address(last_out.from_), last_out)

    def decided(found: Number, now: Millis) -> Decision:
        if found.opted_in_id != judged.opted_in_id:
            raise _StartedAgain
        return decide.on_last_word(found, stop, now)

    with suppress(_StartedAgain):
        commit(deps, number, decided)


def _start_not_listed_yet(number: Number, rows: Rows, started: Millis) -> bool:
    """Whether the log may still be about to show the START that we know of."""
    listed = any(row.provider_id == number.opted_in_id for _, row in rows)
    return not listed and started - number.opted_in_at < LISTED_WITHIN


def _log_past(number: str, past: Past) -> None:
    log.info("past_read", number=mask(number), texts=past.texts, back_to=past.back_to)


def read_log(deps: Deps, guard: Guard = straight) -> None:
    """One pass for the relay: what cannot be read leaves freshness where it is."""
    try:
        found = reconcile(deps, tell=_log_past, guard=guard)
    except LogUnavailable as error:
        log.warning("log_unread", why=str(error))
        return
    if found.missed:
        log.warning("texts_missed_by_webhook", count=found.missed)
