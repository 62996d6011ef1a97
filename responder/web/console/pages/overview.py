"""The overview: texts, opt-outs and opt-ins a day, opt-out rates, STOP to silence, and what waits now."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal, format_percent
from flask import Blueprint, render_template, request
from flask_babel import get_locale

from responder.domain.campaigns.campaign import Line
from responder.domain.campaigns.opt_out_rate import WINDOW_DAYS, Rate
from responder.domain.customers.customer import DEFAULT_ZONE
from responder.domain.records import SECOND, Millis
from responder.domain.reports.counts import Day
from responder.domain.sending.gate import FRESHNESS
from responder.flows.campaigns import auto_pause
from responder.flows.reports import counts
from responder.flows.reports.counts import Calendar, Story
from responder.web.console.shell.context import Desk, calendar_day
from responder.web.console.shell.etag import live
from responder.web.console.views.charts import grouped, scaled
from responder.web.console.words.i18n import translate as _
from responder.web.console.words.kill_switches import sender_name
from responder.wiring.console import ReadOnce

PERIODS = (7, 30, 90)
SLOW_QUEUE: Millis = 60 * SECOND
"""Something that may go and has waited longer than this is shown as late."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One row of a table of rates: its name, the rate, where its bar and the alarm line end (0 to 100)."""

    name: str
    rate: Rate
    bar: float
    line: float
    enough: bool
    alarming: bool


def routes(desk: Desk) -> Blueprint:
    """`/overview` and below."""
    pages = Blueprint("overview", __name__, url_prefix="/overview")

    def index() -> str:
        once, at = ReadOnce(desk.console.counts), desk.now()
        shown = counts.calendar(once, at, _period(), DEFAULT_ZONE)
        rated = counts.last_30_days(once, at)
        return render_template("overview.html", **_page(desk, shown, rated), **_now(desk, shown.days[-1]))

    def now() -> Any:
        found = counts.calendar(desk.console.counts, desk.now(), 1, DEFAULT_ZONE)
        shown = _now(desk, found.days[-1])
        return live(shown, lambda: render_template("_overview_now.html", **shown))

    pages.add_url_rule("", "index", index)
    pages.add_url_rule("/now", "now", now)
    return pages


def _period() -> int:
    wanted = request.args.get("days", "")
    return int(wanted) if wanted in map(str, PERIODS) else WINDOW_DAYS


def _page(desk: Desk, shown: Calendar, rated: Story) -> dict[str, Any]:
    days, law = shown.days, next(iter(auto_pause.sender_lines(desk.console.bulk)), None)
    return {
        "days": days,
        "labels": [calendar_day(day.number) for day in days],
        "period": len(days),
        "periods": PERIODS,
        "missing": shown.missing,
        "texts": grouped([day.texts_in for day in days], [day.texts_out for day in days]),
        "consents": grouped([day.opted_out for day in days], [day.opted_in for day in days]),
        "silence": rated.silence,
        "senders": [
            _rated(sender_name(desk.business, id), rate, law) for id, rate in rated.by_sender.items()
        ],
        "templates": [_rated(_named(desk, name), rate, law) for name, rate in rated.by_template.items()],
        "dropped": [
            (dropped_name(what), rule, number)
            for name, number in rated.sums.dropped.most_common()
            for rule, _colon, what in [name.partition(":")]
        ],
        "alarm_line": percent(law.per_mille / 1_000) if law else "",
        "enough": law.at_least if law else 0,
        "window": WINDOW_DAYS,
        "percent": percent,
        "count": count,
        "milliseconds": milliseconds,
    }


def _rated(name: str, rate: Rate, law: Line | None) -> Rated:
    """A row under the line of the law that alarms about a sender; the rate alone where none is in force."""
    if law is None:
        return Rated(name, rate, *scaled(rate.share, 0), enough=True, alarming=False)
    enough, alarming = rate.sent >= law.at_least, law.crossed(rate.opted_out, rate.sent)
    return Rated(name, rate, *scaled(rate.share, law.per_mille / 1_000), enough, alarming)


def _named(desk: Desk, template: str) -> str:
    """A message to many by its name; whatever else by what it was written from."""
    kind, _colon, bulk_id = template.partition(":")
    bulk = desk.console.bulk.bulks.get(bulk_id) if kind == "bulk" else None
    return _("To many: %(name)s", name=bulk.name) if bulk else template_name(template)


def _now(desk: Desk, today: Day) -> dict[str, Any]:
    """What changes by the minute: today, what waits, and how far the provider's log is read."""
    now = desk.now()
    state = desk.app.gauges.snapshot(now)
    dues = [lane.oldest_due_at for lane in state.lanes.values() if lane.oldest_due_at]
    waits = max(0, now - min(dues)) if dues else 0
    numbers = desk.app.deps.business.numbers
    read = now - min(desk.app.store.log_marks(numbers).values())
    return {
        "today": today,
        "due": sum(lane.due for lane in state.lanes.values()),
        "later": sum(lane.waiting - lane.due for lane in state.lanes.values()),
        "in_the_air": state.handing_over,
        "waits": seconds(waits),
        "late": waits > SLOW_QUEUE,
        "read": _("never") if read >= now else seconds(read),
        "stale": now - desk.app.store.freshness(numbers) >= FRESHNESS,
        "opted_out": count(state.opted_out),
        "numbers": count(state.numbers),
    }


def template_name(name: str) -> str:
    """What a text was written from, as people call it."""
    words = {
        "service": _("Written by staff (service)"),
        "reply": _("Written by staff (reply)"),
        "marketing": _("Written by staff (marketing)"),
        "reminder": _("Reminder of an appointment"),
    }
    return words.get(name, name)


def dropped_name(what: str) -> str:
    """What a message was that could not go: an answer by its purpose, any other by its class."""
    words = {
        "opt_out": _("Confirmation of an opt-out"),
        "opt_in": _("Answer to START"),
        "help": _("Answer to HELP"),
        "marketing_off": _("Confirmation that marketing is off"),
        "after_hours": _("After-hours answer"),
    }
    return words.get(what) or template_name(what)


def percent(share: float) -> str:
    """0.8 % as the reader's language writes it; never rounded up to the alarm line from below."""
    shown = Decimal(int(share * 10_000)) / 10_000
    return str(format_percent(shown, locale=get_locale(), decimal_quantization=False))


def count(number: int) -> str:
    """12,345 or 12 345."""
    return str(number) if abs(number) < 1_000 else _grouped(number, get_locale())


@lru_cache(maxsize=2_000)
def _grouped(number: int, language: Locale) -> str:
    return str(format_decimal(number, locale=language))


def milliseconds(time: Millis) -> str:
    """0 ms, 240 ms, 15.0 s."""
    if time < SECOND:
        return f"{time} ms"
    return f"{format_decimal(round(time / SECOND, 1), locale=get_locale())} s"


def seconds(time: Millis) -> str:
    """So long in the unit that fits: 12 s, 3 min, 2 h."""
    for unit, size in (("s", SECOND), ("min", 60 * SECOND)):
        if time < 60 * size:
            return f"{time // size} {unit}"
    return f"{time // (3_600 * SECOND)} h"
