"""What staff do in the console, each act in the audit log. No story here subscribes anybody (I3)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from responder.domain.consent.business_hours import closed_at_desk
from responder.domain.consent.desk_opt_out import ASKED, DeskOptOut, on_desk_opt_out
from responder.domain.customers.customer import Customer
from responder.domain.records import Consent, Decision, Entry, EntryKind, Message, Millis, Number
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.commit import commit
from responder.flows.customers import locations
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Preview, Refusal
from responder.flows.permissions import must, note
from responder.ports import ForbiddenTransition
from responder.ports.desk import AuditEntry, DeskDeps

CHANNEL = "desk"
LONGEST_REASON = 500
MOST_AT_ONCE = 200
"""Customers of one bulk order: what one request does within its 5 s, with room to spare."""


class Erased(Exception):
    """The person was erased since the page was read: nothing of them is written down anew."""


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """A form that was sent: how the customer asked, why, whether to confirm. `token` makes it one order."""

    how: str
    reason: str
    confirm: bool
    token: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one number. `changed` is False where it had opted out before, `since` then."""

    number: str
    changed: bool
    since: Millis


def new_token() -> str:
    """What a form carries so that sending it twice is one order."""
    return secrets.token_hex(8)


def unsubscribe(
    desk: DeskDeps, member: StaffMember, subject: str, numbers: Sequence[str], form: Unsubscribe
) -> list[Outcome]:
    """Opt these numbers of one customer out. Raises NotAllowed, StoreUnavailable."""
    must(desk, member, Permission.UNSUBSCRIBE, subject)
    order = DeskOptOut(
        channel=CHANNEL,
        actor=member.name,
        reason=form.reason.strip()[:LONGEST_REASON],
        how=form.how if form.how in ASKED else ASKED[-1],
        staff=member.id,
        event_id=f"desk:{form.token}" if form.token else "",
        confirm=form.confirm,
    )
    outcomes = [_opted_out(desk, number, order) for number in numbers]
    said = "changed" if any(each.changed for each in outcomes) else "opted out before"
    note(desk, member, "unsubscribe", subject, said)
    return outcomes


def marketing_off(
    desk: DeskDeps, member: StaffMember, customer: Customer, token: str, reason: str = ""
) -> None:
    """Switch marketing off for all numbers of a customer; the desk cannot switch it on."""
    must(desk, member, Permission.UNSUBSCRIBE, customer.id)
    why, event = reason.strip()[:LONGEST_REASON], f"marketing:{token}"
    for number in customer.numbers:
        compose.marketing_off(desk.deps, number, CHANNEL, member.name, why, event)
    note(desk, member, "marketing off", customer.id)


def send(desk: DeskDeps, member: StaffMember, draft: Draft, subject: str) -> tuple[Message, Preview]:
    """Write to a customer. Raises NotAllowed, Refusal, StoreUnavailable."""
    must(desk, member, Permission.WRITE, subject)
    try:
        sent = compose.send(desk.deps, replace(draft, actor=member.name))
    except Refusal as refusal:
        note(desk, member, "send refused", subject, refusal.rule)
        raise
    note(desk, member, "send", subject, draft.message_class)
    return sent


def add_note(desk: DeskDeps, member: StaffMember, number: str, text: str, subject: str, life: str) -> None:
    """An internal note in the thread: colleagues read it, nobody is texted. `life`: whose thread they saw.

    Raises NotAllowed, Erased, StoreUnavailable.
    """
    must(desk, member, Permission.READ, subject)
    if not text.strip():
        return
    now = desk.deps.clock.now()
    entry = Entry(now, EntryKind.NOTE, body=text.strip()[:4_000], actor=member.name, staff=member.id)
    if not desk.deps.store.append_note(number, entry, life):
        note(desk, member, "note not kept", subject, "erased meanwhile")
        raise Erased
    note(desk, member, "note", subject)


def close(desk: DeskDeps, member: StaffMember, number: str, subject: str, closed: bool) -> None:
    """Close a conversation, or open it again."""
    must(desk, member, Permission.WRITE, subject)
    if closed:
        desk.desk.close(number, desk.deps.clock.now())
        if desk.deps.store.load(number).away_at:
            commit(desk.deps, number, lambda found, now: closed_at_desk(found))
    else:
        desk.desk.reopen(number)
    note(desk, member, "close" if closed else "reopen", subject)


def assign(desk: DeskDeps, member: StaffMember, number: str, subject: str, to: str) -> None:
    """Give a conversation to a colleague, or to nobody ("")."""
    must(desk, member, Permission.WRITE, subject)
    colleague = desk.accounts.get(to) if to else None
    given = colleague.id if colleague and not colleague.disabled else ""
    desk.desk.assign(number, given, desk.deps.clock.now())
    note(desk, member, "assign", subject, to)


def save_customer(desk: DeskDeps, member: StaffMember, customer: Customer) -> Customer:
    """Add a customer, or change one. Raises NotAllowed, Changed, StoreUnavailable."""
    must(desk, member, Permission.EDIT, customer.id)
    before = desk.customers.get(customer.id)
    shown = locations.with_shown_zone(desk.deps, customer)
    saved = desk.customers.save(shown, desk.deps.clock.now())
    locations.keep(desk.deps, desk.customers, [*saved.numbers, *(before.numbers if before else ())])
    note(desk, member, "customer changed" if customer.version else "customer added", customer.id)
    return saved


def _opted_out(desk: DeskDeps, number: str, order: DeskOptOut) -> Outcome:
    deps, message_id = desk.deps, desk.deps.store.new_message_id(number)

    def decided(found: Number, now: Millis) -> Decision:
        named = replace(order, event_id=_since_start(order.event_id, found))
        return on_desk_opt_out(found, named, deps.business, now, message_id)

    try:
        decision = commit(deps, number, decided)
    except ForbiddenTransition:
        desk.audit.record(AuditEntry(deps.clock.now(), order.staff, order.actor, "refused by the store"))
        raise
    if decision is None:  # this very form was carried out before
        return Outcome(number, False, deps.store.load(number).since)
    changed = decision.before.consent is not Consent.OPTED_OUT
    return Outcome(number, changed, decision.after.since)


def _since_start(event: str, number: Number) -> str:
    """The id of an order that a form gives: the same form is the same order until the customer's next START.

    A page that was left open must still unsubscribe whoever came back meanwhile.
    """
    return f"{event}:{number.opted_in_at}" if event else ""
