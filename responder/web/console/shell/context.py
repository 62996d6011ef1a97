"""What every page of the console needs: who is signed in; times, numbers and states as people read them."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_datetime
from flask import g, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from responder.domain.customers.customer import DEFAULT_ZONE, Customer
from responder.domain.operations.heartbeats import Heartbeat
from responder.domain.phone import show
from responder.domain.records import DAY, SECOND, Consent, Marketing, Millis, Number
from responder.domain.sending.gate import is_fresh
from responder.domain.sending.kill_switches import StopSwitch
from responder.domain.staff.accounts import LANGUAGES, StaffMember
from responder.flows.operations import timekeeping
from responder.flows.outbound.kill_switches import switches
from responder.web.console.shell import footer
from responder.web.console.shell.conversation_ids import Ids
from responder.web.console.shell.nav_counts import ToDecide
from responder.web.console.words.durations import age
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.kill_switches import sentence
from responder.web.console.words.reasons import translated
from responder.wiring.product import App

UNREAD_AMONG = 50
SAME_FOR = 1.0
"""Seconds for which one process believes what it shows on every page: warnings and the count of unread."""

Facts = tuple[Sequence[StopSwitch], Millis, Millis, Sequence[Heartbeat], Millis]
"""What warnings and foot are about: what is switched off, up to when the log is read, how far off the clock
is that all go by, which processes were seen, and how far off that of Redis is."""


class Desk:
    """The product as the pages see it."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.console = app.console
        self.flows = app.console.desk
        self.business = app.business
        self.ids = Ids(app.settings.secret_key.value)
        self.to_decide = ToDecide(app)
        self._look_again, self._unread = 0.0, 0
        self._warned: Facts = ((), 0, 0, (), 0)

    def now(self) -> Millis:
        """Milliseconds since 1970 UTC."""
        return self.app.deps.clock.now()

    def locale(self) -> str:
        """The staff member's language; before sign-in, the browser's."""
        if current_user.is_authenticated:
            return signed_in().language
        return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]

    def name_of(self, number: str, customers: Mapping[str, list[Customer]]) -> str:
        """Who has the number, both if two share it; else the number itself."""
        people = customers.get(number, [])
        return " & ".join(customer.name for customer in people) or show(number)

    def subject_of(self, conversation_id: str) -> str:
        """How the audit log names whose conversation this is; no conversation's id stays as it is.

        Raises StoreUnavailable.
        """
        number = self.ids.number(conversation_id)
        return self.console.audit_subjects.of(number) if number else conversation_id

    def unread(self) -> int:
        """How many of the newest conversations wait for somebody."""
        return self.console.conversations.unread(UNREAD_AMONG)

    def look_again(self) -> None:
        """Something that every page shows was changed here: look at the next page."""
        self._look_again = 0.0

    def _facts(self) -> Facts:
        """What is so at this moment. Raises StoreUnavailable."""
        fresh_until = self.app.store.freshness(self.app.deps.business.numbers)
        off, seen = timekeeping.noted(self.app.deps), self.app.heartbeats.all()
        return switches(self.flows), fresh_until, off, seen, timekeeping.server_noted(self.app.deps)

    def warnings(self, facts: Facts) -> list[str]:
        """What everybody must know while it is so, on every page."""
        stopped, fresh_until, off, _seen, of_server = facts
        said = [sentence(self.business, each, moment(each.at)) for each in stopped]
        if off:
            said.append(
                _(
                    "The server's clock is wrong by %(seconds)s seconds: only automatic answers leave until "
                    "it is set right.",
                    seconds=abs(off) // SECOND,
                )
            )
        elif of_server:
            said.append(
                _(
                    "The clock of Redis is wrong by %(seconds)s seconds. Nothing goes by it now; set it "
                    "right before everything is started again.",
                    seconds=abs(of_server) // SECOND,
                )
            )
        if not is_fresh(fresh_until, self.now()):
            said.append(_("Texts wait until the provider's log has been read: a STOP might be in it."))
        if self.app.settings.durability.value == "accept-loss":
            said.append(_("This server may lose an opt-out when power fails (DURABILITY=accept-loss)."))
        return said

    def context(self) -> dict[str, Any]:
        """What every template may use."""
        signed = current_user.is_authenticated and not g.get("plain")
        if signed and time.monotonic() >= self._look_again:
            self._warned, self._unread = self._facts(), self.unread()
            self._look_again = time.monotonic() + SAME_FOR
        return {
            "business": self.business,
            "me": signed_in() if signed else None,
            "conversation_id": self.ids.of,
            "warnings": self.warnings(self._warned) if signed else [],
            "foot": footer.line(self._warned[1], self._warned[3], self.now()) if signed else "",
            "unread": self._unread if signed else 0,
            "to_decide": self.to_decide.links() if signed else [],
            "here": url_for("home") if g.get("plain") else request.path,  # an error is no place to return to
        }

    def filters(self) -> dict[str, Callable[..., str]]:
        """Words and times for the templates."""
        return {
            "number": show,
            "clock": clock,
            "day": lambda at, zone=DEFAULT_ZONE: day(at, self.now(), zone),
            "when": lambda at, zone=DEFAULT_ZONE: when(at, self.now(), zone),
            "short_day": short_day,
            "moment": moment,
            "both": both,
            "age": age,
            "consent": consent_word,
            "said": translated,
        }


def signed_in() -> StaffMember:
    """The staff member whose request this is."""
    member: StaffMember = current_user.member
    return member


def zone_of(name: str) -> ZoneInfo:
    """A time zone; the default where the name is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(DEFAULT_ZONE)


def local(at: Millis, zone: str) -> datetime:
    """A moment as the clocks of a zone show it."""
    return datetime.fromtimestamp(at / 1_000, zone_of(zone))


@lru_cache(maxsize=2_000)
def _dated(on: date, pattern: str, language: Locale) -> str:
    """A date as the language writes it; a list says the same few days again and again."""
    return str(format_date(on, pattern, locale=language))


def clock(at: Millis, zone: str = DEFAULT_ZONE) -> str:
    """14:02, where the customer is: in all our languages alike."""
    return f"{local(at, zone):%H:%M}"


def day(at: Millis, now: Millis, zone: str = DEFAULT_ZONE) -> str:
    """Today, yesterday, or the date."""
    then, today = local(at, zone).date(), local(now, zone).date()
    if then == today:
        return _("Today")
    if then == local(now - DAY, zone).date():
        return _("Yesterday")
    return _dated(then, "full" if then.year == today.year else "long", get_locale())


def when(at: Millis, now: Millis, zone: str = DEFAULT_ZONE) -> str:
    """As a list says it: the time today, the weekday this week, else the date."""
    then, age = local(at, zone).date(), now - at
    if then == local(now, zone).date():
        return clock(at, zone)
    pattern = "EEE" if 0 <= age < 6 * DAY else "d MMM"
    return _dated(then, pattern, get_locale())


def short_day(at: Millis, zone: str = DEFAULT_ZONE) -> str:
    """Tue 24 Nov."""
    return _dated(local(at, zone).date(), "EEE d MMM", get_locale())


def calendar_day(number: int) -> str:
    """24 Nov; the day counts from 1970-01-01."""
    on = date(1970, 1, 1) + timedelta(days=number)
    return _dated(on, "d MMM", get_locale())


def moment(at: Millis, zone: str = DEFAULT_ZONE) -> str:
    """The whole of it, with the zone."""
    return str(format_datetime(local(at, zone), "d MMMM y HH:mm:ss z", locale=get_locale()))


def both(at: Millis, zone: str = DEFAULT_ZONE) -> str:
    """The same with UTC beside it, so that nobody has to work it out."""
    return f"{moment(at, zone)} ({local(at, 'UTC'):%Y-%m-%d %H:%M:%S} UTC)"


def consent_word(number: Number | None) -> str:
    """The badge's key: how a number stands."""
    if number is None:
        return "no_number"
    if number.consent is Consent.OPTED_OUT:
        return "opted_out"
    if number.marketing is Marketing.HELD:
        return "review"
    return {Consent.EXPRESS: "subscribed", Consent.IMPLIED: "implied"}.get(number.consent, "unknown")
