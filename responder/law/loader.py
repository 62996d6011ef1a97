"""The law as data: `responder/law/rules/*` and the pinned time zones, read and checked at start into a `Law`.

A row that does not make sense stops the start with one sentence that names file, row and key: a quiet hour
that is silently not kept is worse. Zones come from `zone_tables.py`.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from responder.domain.business import Business, SenderType
from responder.domain.campaigns.campaign import Line
from responder.domain.law.consent_rows import for_choice
from responder.domain.law.quiet_hours import CapRow, HoursRow, Law, Place
from responder.domain.records import HOUR, MessageClass
from responder.domain.sending.frequency_caps import KEEP
from responder.domain.zones import Window, Zone
from responder.law.rows import read_consents, read_standing
from responder.law.zone_tables import CLOCKS, FIRST, LAST, check_clocks, zone, zone_named
from responder.lib.validators import ConfigError

__all__ = ["CLOCKS", "RULES", "check_clocks", "law_for", "read_law"]

RULES = Path(__file__).resolve().parent / "rules"
EPOCH = date(1970, 1, 1)
NO_END = 1 << 30
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PROFILES = ("", "default", "federal")
CAP_PROFILES = ("", "healthcare")
VERIFIED = ("read", "summary", "judgement")
CLASSES = {each.value: each for each in (MessageClass.SERVICE, MessageClass.MARKETING)}
COMMON_KEYS = ("rule", "source", "verified", "from", "scope", "classes")
MOST = {"at_most": KEEP, "within_hours": 24 * 366}
"""Larger caps would count more than a number remembers."""

LINE_KEYS = {"measure": 0, "of": 0, "per_mille": 1_000, "at_least": 1_000_000, "within_hours": 24 * 40}
"""What a row of [[lines]] has, and up to what a number in it makes sense."""

Table = Mapping[str, Any]


def law_for(business: Business) -> Law:
    """The law under which this business texts. Raises ConfigError with one sentence."""
    law = _law(RULES)
    return replace(
        law,
        caps=tuple(row for row in law.caps if row.profile in ("", business.service_caps)),
        consents=for_choice(_consents(RULES / "consent.toml"), business.us_consent),
        marketing_hours=business.marketing_hours,
        service_hours=business.service_hours,
        notice=business.service_notice,
    )


def read_law(folder: Path) -> Law:
    """The rules in a folder, under the default profile. Raises ConfigError with one sentence."""
    check_clocks()
    document, areas = _toml(folder / "hours.toml"), _toml(folder / "areas.toml")
    places = _places(folder / "areas.csv", areas)
    zones = {each.name: each for place in places.values() for each in place.zones}
    anywhere = Place(tuple(areas["unplaced_regions"]), tuple(_placed(places)))
    rows = tuple(_hours_row(index, row) for index, row in enumerate(document.get("hours", ()), 1))
    limits = _toml(folder / "caps.toml")
    caps = tuple(_cap_row(index, row) for index, row in enumerate(limits.get("caps", ()), 1))
    lines = tuple(_line_row(index, row) for index, row in enumerate(limits.get("lines", ()), 1))
    if not rows or not zones:
        raise ConfigError(f"{folder} has no quiet hours or no area codes: nothing could be held.")
    holidays = frozenset(_holidays(document["holidays"]))
    more: dict[str, Any] = {"caps": caps, "lines": lines, "postal": _postal(folder)}
    more["known"] = tuple(int(each.timestamp() * 1000) for each in (FIRST, LAST))
    more["standing"] = read_standing(folder / "standing.toml")
    return Law(rows, holidays, places, anywhere, zone_named=zone_named, **more)


_law, _consents = cache(read_law), cache(read_consents)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be used: {error}.") from error


def _hours_row(index: int, row: Table) -> HoursRow:
    where = _where("hours.toml", index, row)
    common = _common(where, row, {"open"}, {"profile", "holidays"})
    _one_of(where, "profile", row.get("profile", ""), PROFILES)
    _one_of(where, "holidays", row.get("holidays", "open"), ("open", "closed"))
    return HoursRow(
        **common,
        profile=row.get("profile", ""),
        week=_week(where, row["open"]),
        closed_on_holidays=row.get("holidays") == "closed",
    )


def _cap_row(index: int, row: Table) -> CapRow:
    where = _where("caps.toml", index, row)
    common = _common(where, row, {"at_most", "within_hours"}, {"senders", "profile"})
    _one_of(where, "profile", row.get("profile", ""), CAP_PROFILES)
    senders = row.get("senders", list(SenderType))
    for name in senders:
        _one_of(where, "senders", name, tuple(SenderType))
    for key in ("at_most", "within_hours"):
        if not isinstance(row[key], int) or not 0 <= row[key] <= MOST[key]:
            raise ConfigError(f"{where}: {key} must be a whole number up to {MOST[key]}, not {row[key]!r}.")
    return CapRow(
        **common,
        senders=frozenset(SenderType(name) for name in senders),
        at_most=row["at_most"],
        within=row["within_hours"] * HOUR,
        profile=row.get("profile", ""),
    )


def _line_row(index: int, row: Table) -> Line:
    where, needed = _where("caps.toml, lines", index, row), {"rule", "source", "verified", "from", *LINE_KEYS}
    wrong = (set(row) - needed - {"until"}) | (needed - set(row))
    if wrong:
        raise ConfigError(f"{where}: the key {sorted(wrong)[0]!r} is unknown or missing.")
    _one_of(where, "verified", row["verified"], VERIFIED)
    _one_of(where, "measure", row["measure"], ("opt_outs", "failures"))
    _one_of(where, "of", row["of"], ("bulk", "sender"))
    for key, most in LINE_KEYS.items():
        if most and (not isinstance(row[key], int) or not 1 <= row[key] <= most):
            raise ConfigError(f"{where}: {key} must be a whole number from 1 to {most}, not {row[key]!r}.")
    return Line(
        **{key: row[key] for key in ("rule", "source", "verified", "measure", "of", "per_mille", "at_least")},
        within=row["within_hours"] * HOUR,
        starts=_day(where, "from", row["from"]),
        ends=_day(where, "until", row["until"]) if "until" in row else NO_END,
    )


def _where(file: str, index: int, row: Table) -> str:
    return f"{file}, row {index} ({row.get('rule', 'without a rule')})"


def _common(where: str, row: Table, needed: set[str], possible: set[str]) -> dict[str, Any]:
    """What every kind of row has, checked; and that it has no key that its kind does not know."""
    needed = {*COMMON_KEYS, *needed}
    wrong = (set(row) - needed - possible - {"until"}) | (needed - set(row))
    if wrong:
        raise ConfigError(f"{where}: the key {sorted(wrong)[0]!r} is unknown or missing.")
    _one_of(where, "verified", row["verified"], VERIFIED)
    for name in row["classes"]:
        _one_of(where, "classes", name, tuple(CLASSES))
    return {
        "rule": row["rule"],
        "source": row["source"],
        "verified": row["verified"],
        "starts": _day(where, "from", row["from"]),
        "ends": _day(where, "until", row["until"]) if "until" in row else NO_END,
        "scope": frozenset(row["scope"]),
        "classes": frozenset(CLASSES[name] for name in row["classes"]),
    }


def _one_of(where: str, key: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ConfigError(f"{where}: {key} must be one of {', '.join(filter(None, allowed))}, not {value!r}.")


def _day(where: str, key: str, value: object) -> int:
    if not isinstance(value, date):
        raise ConfigError(f"{where}: {key} must be a date such as 2026-01-01, not {value!r}.")
    return (value - EPOCH).days


def _week(where: str, hours: Table) -> tuple[Window | None, ...]:
    unknown = set(hours) - {"every", *DAYS}
    if unknown:
        raise ConfigError(f"{where}: open has the unknown day {sorted(unknown)[0]!r}.")
    missing = [day for day in DAYS if day not in hours and "every" not in hours]
    if missing:
        raise ConfigError(f"{where}: open says nothing about {missing[0]}.")
    return tuple(_window(where, hours.get(day, hours.get("every"))) for day in DAYS)


def _window(where: str, text: object) -> Window | None:
    if text == "closed":
        return None
    try:
        opens, closes = (datetime.strptime(part, "%H:%M") for part in str(text).split("-"))
    except ValueError:
        opens = closes = FIRST
    if opens >= closes:
        raise ConfigError(f'{where}: open must be "closed" or hours such as "08:00-21:00", not {text!r}.')
    return opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute


def _places(path: Path, curated: Table) -> dict[str, Place]:
    """By area code: what the package says, then what is curated over it (TZ-02)."""
    with path.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    rows = {row["area"]: (row["regions"].split("|"), row["zones"].split("|")) for row in listed}
    for over in curated["areas"]:
        for code in over["codes"]:
            regions, zones = rows.get(code, ([], []))
            rows[code] = over.get("regions", regions), over.get("zones", zones)
    country = {code: name for name, codes in curated["territories"].items() for code in codes}
    return {
        code: Place(tuple(_region(each, country) for each in regions), _zones(zones))
        for code, (regions, zones) in rows.items()
    }


def _postal(folder: Path) -> dict[str, Place]:
    """By the beginning of a postal code: the table of ZIP codes, then what is curated over it (TZ-03)."""
    with (folder / "postal.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    rows = {row["prefix"]: (row["regions"].split("|"), row["zones"].split("|")) for row in listed}
    for over in _toml(folder / "postal.toml")["codes"]:
        for begin in over["begin"]:
            regions, zones = rows.get(begin, ([], []))
            rows[begin] = over.get("regions", regions), over.get("zones", zones)
    return {begin: Place(tuple(regions), _zones(zones)) for begin, (regions, zones) in rows.items()}


def _region(code: str, country: Mapping[str, str]) -> str:
    return f"{country[code]}-{code}" if code in country else code


def _zones(names: list[str]) -> tuple[Zone, ...]:
    if not names:
        raise ConfigError("areas.toml names an area code without zones.")
    return tuple(zone(name) for name in names)


def _placed(places: Mapping[str, Place]) -> Iterator[Zone]:
    """Every zone of the United States' states and of Canada, once: Newfoundland to Hawaii (TZ-04)."""
    seen: set[str] = set()
    for place in places.values():
        for each in place.zones:
            if each.name not in seen and _on_the_continent(place, each):
                seen.add(each.name)
                yield each


def _on_the_continent(place: Place, zone_of_it: Zone) -> bool:
    here = zone_of_it.name.startswith("America/") or zone_of_it.name == "Pacific/Honolulu"
    return here and place.country in ("US", "CA")


def _holidays(rows: list[Table]) -> Iterator[int]:
    for year in range(FIRST.year, LAST.year):
        for row in rows:
            yield from ((day - EPOCH).days for day in _observed(_falls_on(row, year), fixed="day" in row))


def _falls_on(row: Table, year: int) -> date:
    if "day" in row:
        return date(year, row["month"], row["day"])
    wanted, nth = DAYS.index(row["weekday"]), row["nth"]
    if nth > 0:
        first = date(year, row["month"], 1)
        return first + timedelta(days=(wanted - first.weekday()) % 7 + 7 * (nth - 1))
    last = date(year, row["month"] + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - wanted) % 7)


def _observed(day: date, *, fixed: bool) -> Iterator[date]:
    yield day
    if fixed and day.weekday() == 5:
        yield day - timedelta(days=1)
    if fixed and day.weekday() == 6:
        yield day + timedelta(days=1)
