"""Texts with placeholders that people write: quick replies and reminders, filled by a sandboxed Jinja2.

A placeholder is a name, perhaps with `default`: no loops, no calls, no attributes, so a text can be checked
when it is written and cannot run away when it is filled. Nothing is escaped: this is no HTML.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_time
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from responder.domain.appointments.replies import why_not_ask
from responder.domain.business import Business, Sender
from responder.domain.campaigns.campaign import BadBulk
from responder.domain.customers.customer import DEFAULT_ZONE, Appointment, Customer, first_name
from responder.domain.phone import dial
from responder.lib.validators import ConfigError

LANGUAGES = ("en", "fr", "es")
_LOCALES = {"en": "en_US", "fr": "fr_CA", "es": "es_US"}
_DAYS = {"en": "EEEE, MMMM d", "fr": "EEEE d MMMM", "es": "EEEE d 'de' MMMM"}
_TIMES = {"en": "h:mm a", "fr": "H 'h' mm", "es": "H:mm"}
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const)
_WORDINGS = re.compile(r"^---$", re.MULTILINE)
_GAPS = re.compile(r" +(?=[,.])|(?<= ) +|^ +| +$", re.MULTILINE)

LONGEST = 4_000
"""Characters of a text that is read: a program is made of it, which takes a while."""

QUICK_REPLY = ("first_name", "business", "phone")
REMINDER = (*QUICK_REPLY, "day", "time", "subject")
"""The names that each kind of text may use."""

_environment = SandboxedEnvironment(autoescape=False, keep_trailing_newline=False)


UNREADABLE = (TemplateError, RecursionError)
"""What a text is that no parser takes, or one that nests deeper than it can follow."""


class BadText(ValueError):
    """A text that cannot be used; one sentence."""


def check(text: str, names: tuple[str, ...]) -> None:
    """Whether a text uses these names alone. Raises BadText."""
    if len(text) > LONGEST:
        raise BadText("The template is too long.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadText("The message holds characters that are no text in UTF-8.")
    try:
        tree = _environment.parse(text)
        for node in tree.iter_child_nodes():
            _check(node, names)
    except UNREADABLE:
        raise BadText("The placeholders are not written as {{ first_name }}.") from None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; what an empty one leaves behind is tidied. Raises BadText."""
    check(text, tuple(values))
    try:
        filled = _environment.from_string(text).render(values)
    except UNREADABLE:
        raise BadText("The placeholders are not written as {{ first_name }}.") from None
    return _GAPS.sub("", filled)


def quick_values(business: Business, name: str) -> dict[str, str]:
    """What a quick reply may say of a customer ("" = nobody known) and of the business."""
    return {"first_name": first_name(name), "business": business.name, "phone": dial(business.phone)}


class BulkTexts:
    """Implements `ports.campaigns.BulkWords`: the placeholders of a quick reply."""

    def __init__(self, business: Business) -> None:
        self._business = business

    def check(self, text: str) -> None:
        """Whether a text can be filled for everybody. Raises BadBulk."""
        self.fill(text, "")

    def fill(self, text: str, name: str) -> str:
        """The text for a customer of this name. Raises BadBulk."""
        try:
            return fill(text, quick_values(self._business, name))
        except BadText as error:
            raise BadBulk(str(error)) from None


class Reminders:
    """Implements `ports.appointments.ReminderWords`: the business's own words, else the template's."""

    def __init__(self, business: Business, folder: Path) -> None:
        """Every text is checked now. Raises ConfigError with one sentence that names the file or the key."""
        self._business = business
        self._texts: dict[tuple[str, str], str] = {}
        for language in LANGUAGES:
            own = business.reminders.text(language)
            where = f"[appointments] text {language}" if own else str(folder / language / "reminder.txt")
            wordings = [own] if own else _wordings(folder / language / "reminder.txt")
            for sender in business.senders:
                self._texts[language, sender.id] = _permitted(where, wordings, sender)

    def reminder(self, appointment: Appointment, customer: Customer, language: str, sender: Sender) -> str:
        """The text in the customer's language, with day and time as the customer's clock shows them."""
        spoken = language if language in LANGUAGES else self._business.default_language
        at = datetime.fromtimestamp(appointment.at / 1_000, _zone(customer.time_zone))
        values = {
            **quick_values(self._business, customer.name),
            "day": str(format_date(at, _DAYS[spoken], locale=_LOCALES[spoken])),
            "time": str(format_time(at, _TIMES[spoken], locale=_LOCALES[spoken])),
            "subject": appointment.subject,
        }
        return fill(self._texts[spoken, sender.id], values)


def _check(node: nodes.Node, names: tuple[str, ...]) -> None:
    if isinstance(node, nodes.Filter):
        if node.name != "default" or node.kwargs or len(node.args) > 1:
            raise BadText("A placeholder may have `default` and no other filter.")
    elif not isinstance(node, _ALLOWED):
        raise BadText("A text may hold placeholders and nothing else of Jinja.")
    if isinstance(node, nodes.Name) and node.name not in names:
        raise BadText("A text names a placeholder that there is not.")
    for each in node.iter_child_nodes():
        _check(each, names)


def _permitted(where: str, wordings: list[str], sender: Sender) -> str:
    """The first wording that does not ask for a word which would opt somebody in or out."""
    for wording in wordings:
        try:
            check(wording, REMINDER)
        except BadText as error:
            raise ConfigError(f"{where}: {error} There are {', '.join(REMINDER)}.") from None
    wrong = [why_not_ask(wording, sender) for wording in wordings]
    found = next((text for text, why in zip(wordings, wrong, strict=True) if why is None), None)
    if found is None:
        reason, rule = wrong[0] or ("", "")
        raise ConfigError(f"{where}, for {sender.id}: {reason} ({rule})")
    return found


def _wordings(path: Path) -> list[str]:
    try:
        return [" ".join(part.split()) for part in _WORDINGS.split(path.read_text(encoding="utf-8"))]
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}).") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(DEFAULT_ZONE)
