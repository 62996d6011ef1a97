"""What becomes of an appointment: edited, moved, reminded of, answered. Pure; nothing here touches consent.

A reminder belongs to one time of one appointment: what was queued for another time is stale.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from responder.domain.customers.customer import Appointment, AppointmentStatus
from responder.domain.records import HOUR, MINUTE, Millis

CALL_BACK = ("cancel_word", "asked", "old_time", "cancelled_before")
"""Why somebody should call: CANCEL opted the customer out (KW-12); they asked about the appointment (KW-11);
they answered a reminder of an earlier time; they said yes to an appointment that is cancelled."""

STANDS = frozenset({AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED, AppointmentStatus.RESCHEDULED})
"""Whom a reminder still reminds of something."""

WITHDRAWN = "The appointment was moved or cancelled, or the number changed, after this was written."
"""Why a reminder that waited does not go: it would say what is not so, or say it to somebody else."""

LATE_ANSWER: Millis = 2 * HOUR
"""An answer this long after the appointment began is about something else."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """When reminders go by themselves, in ms before it, and the business's own words by language."""

    before: tuple[Millis, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    def text(self, language: str) -> str:
        """The business's own text in this language; "" = it has none."""
        return dict(self.texts).get(language, "")


def made(appointment: Appointment, now: Millis) -> Appointment:
    """A new appointment: no reminder that was due before now will go."""
    return replace(appointment, timed_at=now)


def edited(before: Appointment, after: Appointment, now: Millis) -> Appointment:
    """An appointment as somebody changed it; another time makes it a rescheduled one, with reminders anew."""
    if after.at == before.at:
        return after if after.customer == before.customer else replace(after, timed_at=now)
    moved = (
        AppointmentStatus.RESCHEDULED if before.status is not AppointmentStatus.CANCELLED else after.status
    )
    return replace(after, status=moved, timed_at=now)


def about(appointment: Appointment) -> str:
    """What a message says it is about: this appointment at this time, of this customer."""
    return f"{appointment.id}@{appointment.at}@{appointment.customer}"


def named(about_text: str) -> str:
    """The id of the appointment that a message is about."""
    return about_text.partition("@")[0]


def is_stale(about_text: str, appointment: Appointment | None) -> bool:
    """Whether what a message is about has moved, was cancelled, or is gone."""
    if appointment is None or appointment.status not in STANDS:
        return True
    return about_text != about(appointment)


def due(appointment: Appointment, before: Sequence[Millis], now: Millis) -> Millis:
    """Which reminder is due, as ms before; 0 = none. Of several that are late, the last one alone."""
    if appointment.status not in STANDS or appointment.at <= now:
        return 0
    times = [each for each in before if appointment.timed_at <= appointment.at - each <= now]
    return min(times, default=0)


def spelled(before: Millis) -> str:
    """A time before an appointment as the business file spells it: 24h, 90m."""
    return f"{before // HOUR}h" if before % HOUR == 0 else f"{before // MINUTE}m"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer said that concerns an appointment: yes, no, cancel_word or asked; `event` names it.

    `about` is what the last reminder was about, "" where there was none.
    """

    event: str
    said: str
    at: Millis
    about: str = ""


_ANSWERED: dict[tuple[str, AppointmentStatus], AppointmentStatus] = {
    ("yes", AppointmentStatus.PENDING): AppointmentStatus.CONFIRMED,
    ("yes", AppointmentStatus.RESCHEDULED): AppointmentStatus.CONFIRMED,
    ("yes", AppointmentStatus.CANCEL_REQUESTED): AppointmentStatus.CONFIRMED,
    ("no", AppointmentStatus.PENDING): AppointmentStatus.CANCEL_REQUESTED,
    ("no", AppointmentStatus.CONFIRMED): AppointmentStatus.CANCEL_REQUESTED,
    ("no", AppointmentStatus.RESCHEDULED): AppointmentStatus.CANCEL_REQUESTED,
}
"""Every other answer leaves the status as it is: staff alone cancel, and nobody's yes brings it back."""


def answered(appointment: Appointment, answer: Answer) -> Appointment:
    """The appointment after this answer; acted on once (`heard`)."""
    if answer.event in appointment.heard:
        return appointment
    heard = replace(appointment, heard=(*appointment.heard[-19:], answer.event))
    if answer.said not in ("yes", "no"):
        return replace(heard, call_back=answer.said)
    if answer.at > appointment.at + LATE_ANSWER:
        return heard
    if answer.about != about(appointment):
        return replace(heard, call_back="old_time")
    if answer.said == "yes" and appointment.status is AppointmentStatus.CANCELLED:
        return replace(heard, call_back="cancelled_before")
    return replace(heard, status=_ANSWERED.get((answer.said, appointment.status), appointment.status))
