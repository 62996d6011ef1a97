"""What a form that waits for "Do it now" would do: the act, whom it is about, and every field, in words.

Somebody may press who did not fill it in. So nothing is left out but what only our own pages read, and a
field that has no word here is shown under its own name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import Flask, current_app, g
from werkzeug.exceptions import HTTPException

from responder.ports import StoreUnavailable
from responder.web.console.shell.context import Desk
from responder.web.console.views.audit import people_and_things
from responder.web.console.words.i18n import translate as _


def _said(text: str) -> str:
    """Marks a sentence for the catalogue without translating it now."""
    return text


ACTS = {
    "conversations.send": _said("Send a text to a customer"),
    "conversations.act": _said("Write a note, or assign or close a conversation"),
    "conversations.insert": _said("Insert a quick reply"),
    "conversations.preview": _said("Look at a text"),
    "customers.add": _said("Add a customer"),
    "customers.save": _said("Change a customer"),
    "customers.marketing": _said("Switch marketing to a customer off"),
    "appointments.make": _said("Make an appointment"),
    "appointments.save": _said("Change an appointment"),
    "appointments.status": _said("Change the status of an appointment"),
    "appointments.called_back": _said("Note that a customer was called back"),
    "appointments.send_reminder": _said("Send a reminder to a customer"),
    "quick_replies.add": _said("Add a quick reply"),
    "quick_replies.save": _said("Change a quick reply"),
    "quick_replies.remove": _said("Remove a quick reply"),
    "unsubscribe.do": _said("Unsubscribe customers from all texts"),
    "review.decide": _said("Decide whether a text was an opt-out"),
    "help.act": _said("Answer or assign a call for help"),
    "unsent.decide": _said("Send an unsent message again, or leave it"),
    "notices.mail": _said("Change where you are told by e-mail"),
    "imports.upload": _said("Look at a list of customers"),
    "imports.go_on": _said("Import a list of customers"),
    "imports.forget": _said("Import nothing of a list"),
    "exports.download": _said("Export customers"),
    "bulk.make": _said("Write a message to many; it is not started"),
    "bulk.save": _said("Change a message to many; it is not started"),
    "bulk.act": _said("Count, start, pause or stop a message to many"),
    "switches.stop": _said("Switch sending off"),
    "switches.allow": _said("Switch sending on again"),
    "settings.check": _said("Try out a business file; nothing is installed"),
    "settings.template": _said("Try out a template; nothing is installed"),
    "settings.preview": _said("Look at a template"),
    "staff.add": _said("Add an account for a colleague"),
    "staff.act": _said("Change the account of a colleague"),
    "session.language": _said("Change the language of the console"),
    "session.sign_out": _said("Sign out"),
}
"""Every address that takes a form from somebody signed in, but for those whose forms hold a password."""

FIELDS = {
    "act": _said("What to do"),
    "deed": _said("What to do"),
    "body": _said("Text message"),
    "note": _said("Internal note"),
    "reason": _said("Note (kept with the proof)"),
    "why": _said("Note (kept with the proof)"),
    "name": _said("Name"),
    "numbers": _said("Mobile numbers"),
    "subject": _said("What for"),
    "notes": _said("Notes"),
    "title": _said("Title, for you alone"),
    "address": _said("By e-mail"),
    "class": _said("Class"),
    "language": _said("Language"),
    "role": _said("Role"),
    "login": _said("Login"),
    "status": _said("Status"),
    "sender": _said("Sender"),
    "outcome": _said("Decision"),
    "how": _said("How did they ask?"),
    "confirm": _said("Text them the confirmation"),
    "to": _said("Assigned to"),
    "customer": _said("Customer"),
    "conversation": _said("Conversation"),
    "at": _said("When"),
    "time_zone": _said("Time zone"),
    "postal_code": _said("Postal code"),
    "toml": _said("Business file"),
    "audience": _said("To"),
    "until": _said("Nobody is texted after (else three days)"),
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "text_en": "English",
    "text_fr": "Français",
    "text_es": "Español",
}

VALUES = {
    "act": {
        "note": _said("Add note"),
        "assign": _said("Assign"),
        "close": _said("Close conversation"),
        "reopen": _said("Open again"),
    },
    "outcome": {"opt_out": _said("Opt out"), "not_opt_out": _said("Not an opt-out")},
    "role": {"agent": _said("Agent"), "support": _said("Support"), "admin": _said("Admin")},
    "class": {"reply": _said("Reply"), "service": _said("Service"), "marketing": _said("Marketing")},
    "confirm": {"1": _said("Yes")},
}
"""Words for what is chosen and not typed."""

IDS = {"customer", "conversation", "to"}
"""Fields that hold ids of ours; they are shown as the name of whom they stand for."""

FOR_OUR_PAGES = {
    *("token", "once", "version", "seen", "was", "shown", "life", "asked", "chosen"),
    *("from", "here", "q", "goes_on", "kept_here"),
}
"""Fields that tell our own pages what was shown, and where to go next; they do nothing to anybody."""

LONGEST_ID = 200
"""Letters of an id at most."""

Fields = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Described:
    """`about` are the names of people and things in the address, `rows` the fields: label and value."""

    act: str
    about: list[str]
    rows: list[tuple[str, str]]


def install(flask: Flask, desk: Desk) -> None:
    """The page that asks may say what a form does."""
    flask.jinja_env.globals["described"] = partial(described, desk)


def described(desk: Desk, path: str, fields: Fields) -> Described:
    """The form that would be sent to this path, in the reader's language."""
    endpoint, given = leads_to(path)
    named = _named(desk, {*given.values(), *(value for name, value in fields if name in IDS)})
    about = [named[value] for value in given.values() if value in named]
    chosen = [("deed", given["deed"])] if "deed" in given else []
    rows = [
        (_label(name), named.get(value, value) if name in IDS else _value(name, value))
        for name, value in [*chosen, *fields]
        if name not in FOR_OUR_PAGES and value.strip()
    ]
    return Described(_(ACTS[endpoint]) if endpoint in ACTS else path, about, rows)


def leads_to(path: str) -> tuple[str, dict[str, str]]:
    """The name of the address that takes a form there, and what stands in it; "" where none does."""
    try:
        endpoint, given = current_app.url_map.bind("").match(path, method="POST")
    except HTTPException:
        return "", {}
    return str(endpoint), {name: str(value) for name, value in given.items()}


def _label(name: str) -> str:
    return _(FIELDS[name]) if name in FIELDS else name


def _value(name: str, value: str) -> str:
    word = VALUES.get(name, {}).get(value)
    return _(word) if word else value


def _named(desk: Desk, ids: set[str]) -> dict[str, str]:
    """Whom ids stand for; nobody while the store is away."""
    if g.get("plain"):
        return {}
    try:
        known = people_and_things(desk, {each for each in ids if len(each) <= LONGEST_ID})
        return {each: name for each, (name, _address) in known.items()}
    except StoreUnavailable:
        return {}
