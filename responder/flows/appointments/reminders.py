"""Reminders of appointments: by themselves at set times, or by staff; each once, and never a stale one.

Sent once: the number that a reminder goes to is promised first, then the message is committed under the name
of appointment, time and reminder, so whoever was killed in between is repeated without a second text. Not
stale: the gate asks about the appointment just before the claim, and a change withdraws what still waits.
"""

from dataclasses import replace
from functools import partial

from responder.domain.appointments import appointment as rules
from responder.domain.appointments.replies import why_not_ask
from responder.domain.consent.desk_opt_out import usual_sender
from responder.domain.customers.customer import Appointment, Customer
from responder.domain.proof.recovery import ANSWERS_SINCE
from responder.domain.records import MINUTE, Consent, Message, MessageState, Millis, Number
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows import permissions
from responder.flows.inbox import desk as desk_flow
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, OtherMessage, Refusal
from responder.ports import Settled, Settlement
from responder.ports.appointments import DiaryDeps
from responder.ports.quarantine import Guard, straight

LOOK_BACK: Millis = 1 * MINUTE
"""How far each look overlaps the one before: an appointment may be saved while another process looks."""

AUTOMATIC = "Responder"


def send_due(diary: DiaryDeps, since: Millis, guard: Guard = straight) -> Millis:
    """Send the reminders that came due after `since` (0 = all that still help); returns until when that is.

    One that came due before a restore or a recovery ended may have left before it: it does not go (I7).
    Raises StoreUnavailable; then the caller asks again with the same `since`.
    """
    deps = diary.desk.deps
    now, before = deps.clock.now(), deps.business.reminders.before
    recovered = int(deps.store.log_notes().get(ANSWERS_SINCE, 0))
    for each in before:
        start = max(since - LOOK_BACK + each, now, recovered + each)
        for appointment in diary.book.beginning(start, now + each):
            if rules.due(appointment, before, now) == each:
                guard(appointment.id, partial(_automatic, diary, appointment, each))
    return now


def text_for(diary: DiaryDeps, appointment: Appointment, customer: Customer, number: Number) -> str:
    """What a reminder to this number would say, before its author changes it."""
    business = diary.desk.deps.business
    language = customer.language or number.language or business.default_language
    return diary.words.reminder(appointment, customer, language, usual_sender(number, business))


def remind(
    diary: DiaryDeps, member: StaffMember, appointment: Appointment, to: str, body: str, token: str
) -> None:
    """A staff member sends a reminder now. Raises NotAllowed, Refusal, StoreUnavailable."""
    permissions.must(diary.desk, member, Permission.WRITE, appointment.id)
    if rules.is_stale(rules.about(appointment), appointment):
        raise Refusal("The appointment is cancelled.", "appointments")
    key = f"{token[:40]}@{rules.about(appointment)}"
    draft = replace(_draft(diary, appointment, to, key), body=body)
    customer = diary.desk.customers.get(appointment.customer)
    draft = replace(draft, language=customer.language if customer else "")
    sender = diary.desk.deps.business.sender(draft.sender)
    if sender and (wrong := why_not_ask(body, sender)):
        raise Refusal(*wrong)
    message, _ = desk_flow.send(diary.desk, member, draft, appointment.id)
    diary.book.promise(appointment.id, key, to)
    diary.book.settle(appointment.id, key, message.id)


def withdraw(diary: DiaryDeps, appointment: Appointment) -> None:
    """Drop the reminders of an earlier time, or of a cancelled appointment, that have not left yet."""
    for message in _waiting(diary, appointment).values():
        if rules.is_stale(message.about, appointment):
            _dropped(diary, message)


def renumbered(diary: DiaryDeps, customer: Customer) -> None:
    """A number was corrected: what still waits goes to one that the customer has, and not to the wrong one.

    Only what certainly did not leave goes once more. Raises StoreUnavailable; the gate keeps what waits from
    the wrong number in any case, whoever took it away.
    """
    desk = diary.desk
    for appointment in desk.appointments.upcoming(customer.id, desk.deps.clock.now()):
        for key, message in _waiting(diary, appointment).items():
            if message.number not in customer.numbers and _dropped(diary, message):
                diary.book.forget(appointment.id, key)
                if message.actor == AUTOMATIC:
                    _promised(diary, appointment, key)


def _waiting(diary: DiaryDeps, appointment: Appointment) -> dict[str, Message]:
    """The reminders of an appointment that have not left yet, by key."""
    store = diary.desk.deps.store
    found = {
        key: store.message(promised.message)
        for key, promised in diary.book.of(appointment.id).items()
        if promised.message
    }
    return {key: each for key, each in found.items() if each and each.state is MessageState.QUEUED}


def _dropped(diary: DiaryDeps, message: Message) -> bool:
    """Take a reminder out of the outbox; False where it was on its way already."""
    deps, reason = diary.desk.deps, f"{rules.WITHDRAWN} (appointments)"
    dropped = Settlement(
        message, MessageState.DROPPED, deps.clock.now(), reason=reason, requires=MessageState.QUEUED
    )
    return deps.store.settle(dropped) is Settled.MOVED


def _automatic(diary: DiaryDeps, appointment: Appointment, before: Millis) -> None:
    _promised(diary, appointment, f"{rules.spelled(before)}@{rules.about(appointment)}")


def _promised(diary: DiaryDeps, appointment: Appointment, key: str) -> None:
    """Promise a number, and send: the same again for whoever was killed in between."""
    promised = diary.book.of(appointment.id).get(key)
    if promised and promised.settled:
        return
    customer = diary.desk.customers.get(appointment.customer)
    found = promised.number if promised else _reachable(diary, customer)
    number = diary.book.promise(appointment.id, key, found)
    if not number or customer is None:
        diary.book.settle(appointment.id, key, why_not="The customer has no number that may be texted.")
        return
    if number not in customer.numbers:
        diary.book.settle(appointment.id, key, why_not="The number it was for is no longer the customer's.")
        return
    _send(diary, appointment, customer, number, key)


def _send(diary: DiaryDeps, appointment: Appointment, customer: Customer, number: str, key: str) -> None:
    deps = diary.desk.deps
    draft = _draft(diary, appointment, number, key)
    words = text_for(diary, appointment, customer, deps.store.load(number))
    try:
        message, _ = compose.send(deps, replace(draft, body=words, language=customer.language))
        diary.book.settle(appointment.id, key, message.id)
    except OtherMessage as earlier:  # sent before, in other words: the template was changed meanwhile
        diary.book.settle(appointment.id, key, str(earlier.args[0]))
    except Refusal as refusal:
        diary.book.settle(appointment.id, key, why_not=str(refusal))


def _draft(diary: DiaryDeps, appointment: Appointment, number: str, key: str) -> Draft:
    deps = diary.desk.deps
    return Draft(
        to=number,
        body="",
        message_class="service",
        actor=AUTOMATIC,
        sender=usual_sender(deps.store.load(number), deps.business).id,
        event=f"reminder:{key}",
        template="reminder",
        about=rules.about(appointment),
        until=appointment.at,
    )


def _reachable(diary: DiaryDeps, customer: Customer | None) -> str:
    """The first of the customer's numbers that has not opted out; their first where all have; "" = none."""
    numbers = customer.numbers if customer else ()
    found = [diary.desk.deps.store.load(number) for number in numbers]
    open_ones = [each.number for each in found if each.consent is not Consent.OPTED_OUT]
    return next(iter([*open_ones, *numbers]), "")
