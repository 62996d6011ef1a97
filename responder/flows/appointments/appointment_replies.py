"""What customers said of their appointments, heard after the webhook answered: YES, NO, CANCEL, "call me".

The commit files such a text (`domain.inbox.work_queues.afterwards`), the relay hears it here, at least once;
the appointment remembers which it heard. No consent is changed: CANCEL has opted out already, YES opts nobody
in.
"""

from functools import partial

from responder.domain.appointments import appointment as rules
from responder.domain.appointments.appointment import Answer
from responder.domain.customers.customer import Appointment
from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import MINUTE, Message
from responder.lib.log import get_logger
from responder.ports.appointments import DiaryDeps
from responder.ports.desk import AuditEntry, Changed
from responder.ports.quarantine import Guard, straight
from responder.ports.tasks import Task

log = get_logger(__name__)

AT_ONCE = 50
TRIES = 5
BEGAN = 30 * MINUTE
"""An appointment that began so long ago may still be the one that a customer writes about."""


def hear(diary: DiaryDeps, guard: Guard = straight) -> int:
    """Act on what waits; returns how much. Raises StoreUnavailable."""
    tasks = diary.tasks.waiting(QueueName.REPLIES, diary.desk.deps.clock.now(), AT_ONCE)
    for task in tasks:
        guard(task.id, partial(_heard, diary, task))
    return len(tasks)


def _heard(diary: DiaryDeps, task: Task) -> None:
    if _hear(diary, task):
        diary.tasks.done(task)


def _hear(diary: DiaryDeps, task: Task) -> bool:
    """Act on one; False where it must be heard again."""
    said, reminder = task.fields.get("said", ""), _reminder(diary, task)
    if said in ("yes", "no") and reminder is None:
        return True  # nothing was asked that it could answer: the reminder never left
    answer = Answer(task.event, said, task.at, reminder.about if reminder else "")
    appointment = _meant(diary, task, answer)
    return appointment is None or _recorded(diary, appointment, answer)


def _reminder(diary: DiaryDeps, task: Task) -> Message | None:
    """The reminder that may have been answered: one that had been handed over when the text came."""
    wanted = task.fields.get("reminder", "")
    found = diary.desk.deps.store.message(wanted) if wanted else None
    if found is None or found.number != task.number or not found.about:
        return None
    return found if 0 < found.claimed_at <= task.at else None


def _meant(diary: DiaryDeps, task: Task, answer: Answer) -> Appointment | None:
    """The appointment of the reminder; else the next one of whoever has this number."""
    desk = diary.desk
    reminded = desk.appointments.get(rules.named(answer.about)) if answer.about else None
    if reminded:
        return reminded
    found = [
        each
        for customer in desk.customers.of_number(task.number)
        for each in desk.appointments.upcoming(customer.id, task.at - BEGAN)
        if each.status in rules.STANDS
    ]
    return min(found, key=lambda each: each.at, default=None)


def _recorded(diary: DiaryDeps, appointment: Appointment, answer: Answer) -> bool:
    desk, found = diary.desk, appointment
    for _ in range(TRIES):
        after = rules.answered(found, answer)
        if after == found:
            return True
        try:
            desk.appointments.save(after, desk.deps.clock.now())
        except Changed:  # by somebody at the desk, just now: what they did stands, the answer comes after it
            found = desk.appointments.get(appointment.id) or found
            continue
        now, action = desk.deps.clock.now(), f"customer: {answer.said}, {after.status.value}"
        desk.audit.record(AuditEntry(now, "", "Responder", action, found.id, after.call_back))
        return True
    log.warning("answer_waits", appointment=appointment.id)
    return False
