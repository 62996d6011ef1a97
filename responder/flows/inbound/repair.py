"""What the provider's log shows and we do not know: received in its order, and its last word is obeyed (§5).

Provider times are compared with provider times only.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from responder.domain.consent import decisions
from responder.domain.consent.auto_replies import Heard, Inbound
from responder.domain.consent.event_order import TEXTED_BY
from responder.domain.consent.last_word import is_listed, on_listed, told
from responder.domain.phone import ChannelAddress, channel_address
from responder.domain.records import Consent, Decision, MessageState, Millis, Number
from responder.domain.sending.gate import LISTED_WITHIN
from responder.domain.understanding.classifier import Intent
from responder.flows.commit import commit
from responder.flows.inbound.account_log import log_time
from responder.flows.inbound.receive import receive
from responder.ports import Deps, LoggedText, LogUnavailable, Settlement
from responder.ports.quarantine import Guard

Rows = Sequence[tuple[ChannelAddress, LoggedText]]
"""One customer's texts in the log, oldest first."""

NOT_GONE = frozenset({MessageState.DROPPED, MessageState.REFUSED})
"""States of a message that certainly never left, and never will."""

UNDONE = "The customer changed their mind before this answer could go. (I4)"
"""Why the answer to a START does not leave that the log's last word undoes."""

FILTERED = frozenset({30038, 30039})
"""Texts that the provider itself kept from us: recorded, never answered (TWILIO.md §0.6)."""


def _by_customer(rows: Sequence[LoggedText]) -> dict[str, list[tuple[ChannelAddress, LoggedText]]]:
    grouped: dict[str, list[tuple[ChannelAddress, LoggedText]]] = {}
    for row in rows:
        address = channel_address(row.from_)
        grouped.setdefault(address.key, []).append((address, row))
    return grouped


@dataclass(frozen=True, slots=True)
class Known:
    """When a reading began (ms), and the ids of what webhooks brought before, this hour, and it lacks."""

    started: Millis
    awaited: frozenset[str]


def repair_all(deps: Deps, texts: Sequence[LoggedText], known: Known, guard: Guard) -> int:
    """Repair from texts of the log, oldest first; how many were missed. Raises LogUnavailable for a customer
    whose texts cannot be taken: they keep nobody else's out.
    """
    missed: list[int] = []
    done = [
        guard(number, partial(_repair_into, deps, rows, known, missed))
        for number, rows in _by_customer(texts).items()
    ]
    if left := done.count(False):
        raise LogUnavailable(f"the texts of {left} number(s) cannot be taken: see item_set_aside")
    return sum(missed)


def _repair_into(deps: Deps, rows: Rows, known: Known, missed: list[int]) -> None:
    missed.append(_repair(deps, rows, known))


def _repair(deps: Deps, rows: Rows, known: Known) -> int:
    """Receive a customer's missed texts in the log's order; then make the log's last word count."""
    number = rows[0][0].key
    received = deps.store.known_events(number, [row.provider_id for _, row in rows])
    last_out, last_in = _last_word(deps, rows, Intent.OPT_OUT), _last_word(deps, rows, Intent.OPT_IN)
    stops = frozenset(row.provider_id for row in _saying(deps, rows, Intent.OPT_OUT))
    missed = 0
    for (address, row), seen in zip(rows, received, strict=True):
        if seen:
            continue
        inbound = replace(
            _inbound(deps, address, row),
            opt_out_log_at=log_time(last_out) if last_out else 0,
            opt_in_log_at=log_time(last_in) if last_in else 0,
            opt_outs_listed=stops,
        )
        missed += receive(deps, inbound) is not None
    if last_out and last_in and log_time(last_out) >= log_time(last_in):
        _obey_last_word(deps, rows, last_out, known)
    elif last_in:
        _settle_order(deps, number, frozenset(row.provider_id for _, row in rows))
    return missed


def _last_word(deps: Deps, rows: Rows, intent: Intent) -> LoggedText | None:
    said = _saying(deps, rows, intent)
    return said[-1] if said else None


def _saying(deps: Deps, rows: Rows, intent: Intent) -> list[LoggedText]:
    """A START over another channel than ours is none (decision 0104)."""
    counting = [row for address, row in rows if intent is not Intent.OPT_IN or address.channel == TEXTED_BY]
    return [row for row in counting if deps.classifier.classify(row.body).intent is intent]


def _inbound(deps: Deps, address: ChannelAddress, row: LoggedText) -> Inbound:
    return Inbound(
        provider_id=row.provider_id,
        number=address.key,
        can_reply=address.can_reply,
        sender=deps.business.sender(row.service) or deps.business.sender(row.sender_number),
        body=row.body,
        media=row.media,
        channel=address.channel,
        from_log=True,
        log_at=log_time(row),
        filtered=row.error_code in FILTERED,
        clock_behind=deps.provider.behind(),
    )


class _StartedAgain(Exception):
    """Another START was committed meanwhile: the next reading judges."""


def _obey_last_word(deps: Deps, rows: Rows, last_out: LoggedText, known: Known) -> None:
    """A START that was retried past a STOP is undone: the log's last word, or a tie, is an opt-out (§5)."""
    number = rows[0][0].key
    judged = deps.store.load(number)
    if judged.consent is Consent.OPTED_OUT or _start_not_listed_yet(judged, rows, known):
        return
    stop = _inbound(deps, channel_address(last_out.from_), last_out)
    said, message_id = deps.classifier.classify(stop.body), _to_tell(deps, judged)

    def decided(found: Number, now: Millis) -> Decision:
        if found.opted_in_id != judged.opted_in_id:
            raise _StartedAgain
        decision = decisions.on_last_word(found, stop, now)
        return told(decision, Heard(stop, said, deps.business, now, message_id)) if message_id else decision

    with suppress(_StartedAgain):
        commit(deps, number, decided)


def _to_tell(deps: Deps, number: Number) -> str:
    """The id of a confirmation that is due; "" where our answer to the START has not left, and cannot.

    One that waits is dropped first: a worker could hand it over before the START is undone.
    """
    welcome = deps.store.message(number.welcome) if number.welcome else None
    if welcome and welcome.state is MessageState.QUEUED:
        state, now, queued = MessageState.DROPPED, deps.clock.now(), MessageState.QUEUED
        deps.store.settle(Settlement(welcome, state, now, reason=UNDONE, requires=queued))
        welcome = deps.store.message(number.welcome)
    if welcome is None or welcome.state in NOT_GONE:
        return ""
    return deps.store.new_message_id(number.number)


def _settle_order(deps: Deps, number: str, ids: frozenset[str]) -> None:
    """A START came soon after a STOP, and the log that shows both says that it is the later one."""
    found = deps.store.load(number)
    if not found.log_read_after or found.consent is Consent.OPTED_OUT or not is_listed(found, ids):
        return

    def decided(again: Number, now: Millis) -> Decision:
        if (again.opted_in_id, again.consent) != (found.opted_in_id, found.consent):
            raise _StartedAgain
        return on_listed(again)

    with suppress(_StartedAgain):
        commit(deps, number, decided)


def _start_not_listed_yet(number: Number, rows: Rows, known: Known) -> bool:
    """Whether the log may still be about to show the START that we know of.

    One that a webhook brought is waited for as long as a reading must list it: nothing but answers leaves
    meanwhile, and what is undone here counts no more once it is listed.
    """
    listed = any(row.provider_id == number.opted_in_id for _, row in rows)
    young = known.started - number.opted_in_at < LISTED_WITHIN
    return not listed and (young or number.opted_in_id in known.awaited)
