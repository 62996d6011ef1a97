"""The audit log as its readers say it: what was done, to whom, in their language. The log keeps English."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from flask import url_for

from responder.domain.records import Millis
from responder.flows.staff.accounts import COMMAND_LINE
from responder.ports.desk import AuditEntry
from responder.web.console.shell.context import Desk
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reasons import translated


def _said(text: str) -> str:
    """Marks a sentence for the catalogue without translating it now."""
    return text


ACTS = {
    "signed in": _said("Signed in"),
    "signed out": _said("Signed out"),
    "send": _said("Wrote a text"),
    "send refused": _said("A text was refused"),
    "note": _said("Wrote a note"),
    "note not kept": _said("A note was not kept: the person was erased"),
    "close": _said("Closed a conversation"),
    "reopen": _said("Opened a conversation again"),
    "assign": _said("Assigned a conversation"),
    "unsubscribe": _said("Unsubscribed a customer"),
    "marketing off": _said("Switched marketing off"),
    "customer added": _said("Added a customer"),
    "customer changed": _said("Changed a customer"),
    "customers imported": _said("Imported customers"),
    "customers exported": _said("Exported customers"),
    "evidence downloaded": _said("Downloaded evidence"),
    "appointment made": _said("Made an appointment"),
    "appointment changed": _said("Changed an appointment"),
    "appointment moved": _said("Moved an appointment"),
    "appointment pending": _said("Set an appointment to pending"),
    "appointment confirmed": _said("Confirmed an appointment"),
    "appointment rescheduled": _said("Marked an appointment as rescheduled"),
    "appointment cancelled": _said("Cancelled an appointment"),
    "appointment cancel_requested": _said("Marked an appointment as asked to be cancelled"),
    "called back": _said("Called a customer back"),
    "help answered": _said("Marked a call for help as answered"),
    "help reopened": _said("Opened a call for help again"),
    "review decided": _said("Decided a review"),
    "review decided before": _said("Decided a review that was decided before: nothing was done"),
    "unsent message sent again": _said("Sent an unsent message again"),
    "unsent message left": _said("Left a message unsent"),
    "bulk made": _said("Wrote a message to many"),
    "bulk changed": _said("Changed a message to many"),
    "bulk check": _said("Counted the recipients of a message to many"),
    "bulk start": _said("Started a message to many"),
    "bulk pause": _said("Paused a message to many"),
    "bulk resume": _said("Resumed a message to many"),
    "bulk stop": _said("Stopped a message to many"),
    "quick reply added": _said("Added a quick reply"),
    "quick reply changed": _said("Changed a quick reply"),
    "quick reply removed": _said("Removed a quick reply"),
    "mail switched on": _said("Switched e-mail notices on"),
    "mail switched off": _said("Switched e-mail notices off"),
    "sending switched off": _said("Switched sending off"),
    "sending switched on": _said("Switched sending on"),
    "account added": _said("Added an account"),
    "account disabled": _said("Deactivated an account"),
    "account enabled": _said("Activated an account"),
    "role changed": _said("Changed a role"),
    "sessions ended": _said("Ended the sessions of an account"),
    "password changed": _said("Changed their password"),
    "password reset": _said("Made a new password"),
    "second factor on": _said("Switched the second factor on"),
    "second factor off": _said("Switched the second factor off"),
    "second factor removed": _said("Removed the second factor of an account"),
    "new recovery codes": _said("Made new recovery codes"),
    "recovery code used": _said("Used a recovery code"),
    "code refused": _said("A code was refused"),
    "refused": _said("Was refused: the role does not allow it"),
    "refused by the store": _said("Was refused by the store"),
    "opt-in refused": _said("Tried to opt a customer in: refused"),
    "forged form refused": _said("A forged form was refused"),
    "unknown act refused": _said("An unknown act was refused"),
}
"""Every act that the product writes down, in English as it is kept."""

DETAILS = {
    "changed": _said("opted out now"),
    "opted out before": _said("had opted out before"),
    "opt_out": _said("an opt-out"),
    "not_opt_out": _said("not an opt-out"),
    "agent": _said("Agent"),
    "support": _said("Support"),
    "admin": _said("Admin"),
    "reply": _said("Reply"),
    "service": _said("Service"),
    "marketing": _said("Marketing"),
    "all": _said("all sending"),
}

ANSWERS = {
    "yes": _said("The customer said yes to an appointment"),
    "no": _said("The customer said no to an appointment"),
    "cancel_word": _said("The customer texted a word for cancelling"),
    "asked": _said("The customer wrote about their appointment"),
}

_ANSWER = re.compile(r"customer: (\w+), \w+")
_ROLES = re.compile(r"(agent|support|admin) to (agent|support|admin)")
_RECORD = re.compile(r"[0-9]{2}[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Audited:
    """One line of the page. `on` is whom or what it was about, `address` their page ("": there is none)."""

    at: Millis
    who: str
    what: str
    on: str
    address: str


_Named = Mapping[str, tuple[str, str]]
"""What an id stands for, and the page of it."""


def audited(desk: Desk, entries: Sequence[AuditEntry]) -> list[Audited]:
    """The entries with the names of the staff and customers whom they are about, as they are called today."""
    staff = _staff(desk)
    named = {**people_and_things(desk, {each.subject for each in entries}), **_bulks(desk, entries)}
    return [
        Audited(each.at, _who(each), _what(each, staff), *named.get(each.subject, (each.subject[:12], "")))
        for each in entries
    ]


def people_and_things(desk: Desk, ids: Set[str]) -> _Named:
    """Those of the ids that stand for a colleague, a customer, an appointment or a conversation."""
    colleagues = {each: name for each, name in _staff(desk).items() if each in ids}
    return {
        **{each: (name, url_for("staff.one", staff_id=each)) for each, name in colleagues.items()},
        **_customers(desk, ids),
        **_appointments(desk, ids),
        **_conversations(desk, ids),
    }


def _staff(desk: Desk) -> dict[str, str]:
    return {each.id: each.name for each in desk.console.accounts.everybody()}


def _who(entry: AuditEntry) -> str:
    return _("the command line") if entry.name == COMMAND_LINE else entry.name


def _customers(desk: Desk, subjects: Set[str]) -> _Named:
    found = desk.console.customers.many(sorted(filter(_RECORD.fullmatch, subjects)))
    return {each.id: (each.name, url_for("customers.one", customer_id=each.id)) for each in found}


def _appointments(desk: Desk, subjects: Set[str]) -> _Named:
    found = desk.console.appointments.many(sorted(filter(_RECORD.fullmatch, subjects)))
    return {each.id: (each.subject, url_for("appointments.one", appointment_id=each.id)) for each in found}


def _bulks(desk: Desk, entries: Sequence[AuditEntry]) -> _Named:
    ids = {each.subject for each in entries if each.action.startswith("bulk ")}
    found = filter(None, map(desk.console.bulk.bulks.get, sorted(ids)))
    return {each.id: (each.name, url_for("bulk.one", bulk_id=each.id)) for each in found}


def _conversations(desk: Desk, subjects: Set[str]) -> _Named:
    """By the log's own ids, and by those of addresses, which entries of an older release have: these say who
    it was only while we know somebody there."""
    of_addresses = {each: found for each in subjects if (found := desk.ids.number(each))}
    known = desk.console.audit_subjects.known(of_addresses.values())
    still = {each: number for each, number in of_addresses.items() if number in known}
    numbers = desk.console.audit_subjects.numbers(subjects) | still
    people = desk.console.customers.of_numbers(sorted(set(numbers.values())))
    gone = {each: (_("somebody who was erased"), "") for each in subjects if _is_persons(desk, each)}
    return gone | {
        each: (
            desk.name_of(number, people),
            url_for("conversations.one", conversation_id=desk.ids.of(number)),
        )
        for each, number in numbers.items()
    }


def _is_persons(desk: Desk, subject: str) -> bool:
    return desk.console.audit_subjects.is_one(subject) or bool(desk.ids.number(subject))


def _what(entry: AuditEntry, staff: Mapping[str, str]) -> str:
    detail = "" if _ANSWER.fullmatch(entry.action) else _detail(entry.detail, staff)
    return f"{act_said(entry.action)} · {detail}" if detail else act_said(entry.action)


def act_said(action: str) -> str:
    """An act in the reader's language; one that no release knows as it stands."""
    answer = _ANSWER.fullmatch(action)
    if answer and answer[1] in ANSWERS:
        return _(ANSWERS[answer[1]])
    return _(ACTS[action]) if action in ACTS else action


def _detail(detail: str, staff: Mapping[str, str]) -> str:
    roles = _ROLES.fullmatch(detail)
    if roles:
        return f"{_(DETAILS[roles[1]])} → {_(DETAILS[roles[2]])}"
    if detail in DETAILS:
        return _(DETAILS[detail])
    return staff.get(detail) or translated(detail)
