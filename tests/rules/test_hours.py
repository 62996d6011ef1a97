"""Quiet hours against the summaries of the law, worked out again by other means (US-21, ST-*, CA-17).

The oracle shares nothing with the product but the pinned `tzdata`: it has its own table of hours, asks
`zoneinfo` what every clock shows in every minute, and finds an area code's zones in `areas.*` by hand.
"""

import csv
import tomllib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo, reset_tzpath

import pytest

from responder.domain.law.quiet_hours import Closed, Open
from responder.domain.records import MINUTE, MessageClass
from responder.law.loader import RULES, read_law

reset_tzpath(to=())  # before the first clock is asked: the package's zones, not the machine's (TZ-05)
ZoneInfo.clear_cache()

LAW = read_law(RULES)
M, S = MessageClass.MARKETING, MessageClass.SERVICE
WEEK = 7 * 24 * 60
WEEKS = {
    "spring forward": datetime(2027, 3, 10, tzinfo=UTC),
    "fall back": datetime(2026, 10, 28, tzinfo=UTC),
    "Thanksgiving": datetime(2026, 11, 23, tzinfo=UTC),
}
HOLIDAYS = {date(2026, 11, 26)}

FEDERAL = [(8, 21)] * 7
DEFAULT = {"US": [(9, 20)] * 6 + [(12, 20)], "CA": [(9, 20)] * 5 + [(10, 18)] * 2}
STATES = {
    "US-FL": [(8, 20)] * 7,
    "US-OK": [(8, 20)] * 7,
    "US-MD": [(8, 20)] * 7,
    "US-OR": [(8, 20)] * 7,
    "US-TX": [(9, 21)] * 6 + [(12, 21)],
    "US-CT": [(9, 20)] * 7,
    "US-AL": [(8, 20)] * 6 + [None],
    "US-LA": [(8, 20)] * 6 + [None],
    "US-MS": [(8, 20)] * 6 + [None],
    "US-MA": [(8, 20)] * 7,
    "US-KY": [(10, 21)] * 7,
    "US-RI": [(9, 18)] * 5 + [None, None],
}
"""Monday first, as RULES.md has them."""

NO_HOLIDAYS = {"US-AL", "US-LA"}


def at(zone, *when):
    """A moment as somebody's clock shows it, in ms UTC."""
    return int(datetime(*when, tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def number(area):
    return f"+1{area}5550101"


def oracle_zones():
    """Zones and regions by area code, straight from the two files."""
    with (RULES / "areas.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    found = {row["area"]: (tuple(row["regions"].split("|")), row["zones"].split("|")) for row in listed}
    for over in tomllib.loads((RULES / "areas.toml").read_text("utf-8"))["areas"]:
        for code in over["codes"]:
            regions, zones = found.get(code, ((), ()))
            found[code] = tuple(over.get("regions", regions)), over.get("zones", zones)
    return found


PLACES = oracle_zones()
US_AND_CANADA = sorted({z for r, zones in PLACES.values() if r[0][:3] in ("US-", "CA-") for z in zones})


@cache
def shown(zone, week):
    """(date, weekday, hour) on that zone's clock in every minute of the week."""
    info, start = ZoneInfo(zone), WEEKS[week]
    found = []
    for minute in range(WEEK):
        local = (start + timedelta(minutes=minute)).astimezone(info)
        found.append((local.date(), local.weekday(), local.hour))
    return found


@cache
def mask(zone, week, key):
    """One bit a minute: inside the hours of `key` on that zone's clock."""
    hours = {"federal": FEDERAL, **DEFAULT, **STATES}[key]
    closed = HOLIDAYS if key == "US" or key in NO_HOLIDAYS else set()
    bits = 0
    for minute, (day, weekday, hour) in enumerate(shown(zone, week)):
        window = hours[weekday]
        if window and window[0] <= hour < window[1] and day not in closed:
            bits |= 1 << minute
    return bits


def lawful(area, week):
    """Every minute in which marketing may reach an area code: federal, state and default, in every zone."""
    regions, zones = PLACES.get(area, (("US", "CA"), US_AND_CANADA))
    keys = {"federal", *(each for each in regions if each in STATES)}
    keys |= {each[:2] for each in regions} & {"US", "CA"}
    bits = (1 << WEEK) - 1
    for zone in zones:
        for key in keys:
            bits &= mask(zone, week, key)
    return bits


def allowed(area, week, kind=M):
    """Every minute in which the product lets it go, told by the product's own edges."""
    start = int(WEEKS[week].timestamp() * 1000)
    end, now, bits = start + WEEK * MINUTE, start, 0
    while now < end:
        hours = LAW.hours(kind, number(area), now)
        assert hours.until > now and hours.until % MINUTE == 0
        until = min(hours.until, end)
        if isinstance(hours, Open):
            bits |= ((1 << (until - now) // MINUTE) - 1) << ((now - start) // MINUTE)
        now = until
    return bits


@pytest.mark.parametrize("week", WEEKS)
def test_every_area_code_in_every_minute_is_inside_federal_state_and_default_hours(week):
    wrong = [area for area in map(str, range(200, 1000)) if allowed(area, week) & ~lawful(area, week)]
    assert wrong == []


@pytest.mark.parametrize("week", WEEKS)
def test_the_edges_that_the_law_tells_are_true_in_every_minute(week):
    start = int(WEEKS[week].timestamp() * 1000)
    areas = defaultdict(list)
    for area, (regions, zones) in PLACES.items():
        areas[regions, tuple(zones)].append(area)
    for area, *_ in [*areas.values(), ["800"]]:
        told = allowed(area, week)
        for minute in range(0, WEEK, 7 if area != "800" else 61):
            hours = LAW.hours(M, number(area), start + minute * MINUTE)
            assert isinstance(hours, Open) is bool(told >> minute & 1), (area, minute)


@pytest.mark.parametrize("week", WEEKS)
def test_what_is_remembered_is_what_would_be_worked_out_anew(week):
    """Until, and by which rule: in any order of moments, where a clock may also go back."""
    chance, start = Random(week), int(WEEKS[week].timestamp() * 1000)
    areas, told = sorted(PLACES), [(), (), ("zone:Pacific/Honolulu",), ("postal:V6B",)]
    for _ in range(3_000):
        now = start + chance.randrange(WEEK) * MINUTE
        asked = chance.choice((M, S)), number(chance.choice(areas[:40])), now, chance.choice(told)
        assert LAW.hours(*asked) == replace(LAW).hours(*asked)


def test_every_area_code_can_be_texted_at_some_time_of_a_usual_week():
    assert [area for area in map(str, range(200, 1000)) if not allowed(area, "fall back")] == []


def test_service_is_inside_federal_hours_everywhere():
    for area in map(str, range(200, 1000)):
        zones = PLACES.get(area, ((), US_AND_CANADA))[1]
        bits = allowed(area, "spring forward", S)
        assert bits and all(not bits & ~mask(zone, "spring forward", "federal") for zone in zones), area


NEW_YORK, TORONTO, CHICAGO = "America/New_York", "America/Toronto", "America/Chicago"
EDGES = [
    ("US-21 last second", S, "212", NEW_YORK, (2026, 11, 18, 20, 59, 59), True, ""),
    ("US-21", S, "212", NEW_YORK, (2026, 11, 18, 21, 0, 0), False, "US-21"),
    ("US-21 in the morning", S, "212", NEW_YORK, (2026, 11, 18, 7, 59, 59), False, "US-21"),
    ("US-21 opens", S, "212", NEW_YORK, (2026, 11, 18, 8, 0, 0), True, ""),
    ("US-21 evening before the clocks change", S, "212", NEW_YORK, (2026, 10, 31, 20, 59), True, ""),
    ("US-21 evening after", S, "212", NEW_YORK, (2026, 11, 1, 21, 0), False, "US-21"),
    ("US-21 the night before spring", S, "212", NEW_YORK, (2027, 3, 13, 20, 59, 59), True, ""),
    ("US-21 that night", S, "212", NEW_YORK, (2027, 3, 13, 21, 0), False, "US-21"),
    ("US-21 the first evening of summer time", S, "212", NEW_YORK, (2027, 3, 14, 20, 59, 59), True, ""),
    ("US-21 that evening", S, "212", NEW_YORK, (2027, 3, 14, 21, 0), False, "US-21"),
    ("US-21 the last evening of summer time", S, "212", NEW_YORK, (2026, 10, 31, 21, 0), False, "US-21"),
    ("US-21 the first evening of winter time", S, "212", NEW_YORK, (2026, 11, 1, 20, 59, 59), True, ""),
    ("ST-11 Sunday morning", M, "212", NEW_YORK, (2026, 11, 22, 11, 59), False, "ST-11"),
    ("ST-11 Sunday noon", M, "212", NEW_YORK, (2026, 11, 22, 12, 0), True, ""),
    ("ST-11 Thanksgiving", M, "212", NEW_YORK, (2026, 11, 26, 15, 0), False, "ST-11"),
    ("ST-11 the day before", M, "212", NEW_YORK, (2026, 11, 25, 15, 0), True, ""),
    ("ST-09 Kentucky", M, "502", NEW_YORK, (2026, 11, 18, 9, 30), False, "ST-09"),
    ("ST-09 Louisiana, Sunday", M, "504", CHICAGO, (2026, 11, 22, 15, 0), False, "ST-09"),
    ("CA-17 Saturday 18:00", M, "416", TORONTO, (2026, 11, 21, 18, 0), False, "CA-17"),
    ("CA-17 Saturday 17:59", M, "416", TORONTO, (2026, 11, 21, 17, 59), True, ""),
    ("CA-17 no US holiday in Canada", M, "416", TORONTO, (2026, 11, 26, 15, 0), True, ""),
    ("TZ-03 panhandle", M, "850", CHICAGO, (2026, 11, 18, 19, 30), False, "ST-11"),
    ("TZ-02 219 is Central", M, "219", CHICAGO, (2026, 11, 18, 19, 30), True, ""),
    ("TZ-02 474 is not Winnipeg alone", M, "474", "America/Regina", (2026, 11, 18, 8, 59), False, "CA-17"),
    ("TZ-03 Creighton", M, "306", "America/Winnipeg", (2026, 12, 2, 20, 0), False, "CA-17"),
    ("TZ-03 Creighton, before", M, "306", "America/Winnipeg", (2026, 12, 2, 19, 59), True, ""),
    ("TZ-03 Phenix City", M, "334", NEW_YORK, (2026, 12, 2, 20, 0), False, "ST-11"),
    ("TZ-03 Phenix City, before", M, "334", NEW_YORK, (2026, 12, 2, 19, 59), True, ""),
    ("TZ-07 St John's", M, "709", "America/St_Johns", (2026, 11, 18, 9, 15), False, "CA-17"),
    ("TZ-05 Winnipeg", M, "204", "America/Winnipeg", (2026, 12, 1, 19, 59), True, ""),
    ("TZ-05 Winnipeg is UTC-5", M, "204", "Etc/GMT+5", (2026, 12, 1, 20, 0), False, "CA-17"),
    ("TZ-04 toll-free, noon in New York", S, "800", NEW_YORK, (2026, 11, 18, 12, 0), False, "US-21"),
    ("TZ-04 unknown, 8:00 in Hawaii", S, "299", "Pacific/Honolulu", (2026, 11, 18, 8, 0), True, ""),
    ("TZ-04 evening in Newfoundland", S, "299", "America/St_Johns", (2026, 11, 18, 21, 0), False, "US-21"),
    ("TZ-07 Lloydminster", M, "306", "America/Regina", (2026, 1, 14, 9, 59), False, "CA-17"),
    ("TZ-07 Lloydminster, both", M, "306", "America/Regina", (2026, 1, 14, 10, 0), True, ""),
    ("TZ-07 Arizona in summer", M, "602", "America/Phoenix", (2026, 7, 6, 9, 0), True, ""),
    ("TZ-07 Navajo Nation in summer", M, "928", "America/Phoenix", (2026, 7, 6, 19, 30), False, "ST-11"),
]


@pytest.mark.parametrize("row", EDGES, ids=[row[0] for row in EDGES])
def test_a_text_goes_up_to_the_edge_and_its_rule_speaks_after_it(row):
    _, kind, area, zone, when, opened, rule = row
    hours = LAW.hours(kind, number(area), at(zone, *when))

    assert isinstance(hours, Open) is opened
    assert opened or (isinstance(hours, Closed) and hours.rule == rule)


TUESDAY, SATURDAY, SUNDAY, THANKSGIVING = (2026, 11, 17), (2026, 11, 21), (2026, 11, 22), (2026, 11, 26)
STATE_ROWS = [
    ("ST-01", "305", NEW_YORK, (*TUESDAY, 20, 0)),
    ("ST-02", "405", CHICAGO, (*TUESDAY, 20, 0)),
    ("ST-02", "405", CHICAGO, (*THANKSGIVING, 15, 0)),
    ("ST-03", "410", NEW_YORK, (*TUESDAY, 20, 0)),
    ("ST-05", "214", CHICAGO, (*SUNDAY, 11, 59)),
    ("ST-05", "214", CHICAGO, (*TUESDAY, 8, 59)),
    ("ST-06", "503", "America/Los_Angeles", (*TUESDAY, 20, 0)),
    ("ST-08", "203", NEW_YORK, (*TUESDAY, 8, 59)),
    ("ST-08", "203", NEW_YORK, (*TUESDAY, 20, 0)),
    ("ST-09", "205", CHICAGO, (*SUNDAY, 15, 0)),
    ("ST-09", "205", CHICAGO, (*THANKSGIVING, 15, 0)),
    ("ST-09", "504", CHICAGO, (*TUESDAY, 20, 0)),
    ("ST-09", "601", CHICAGO, (*SUNDAY, 15, 0)),
    ("ST-09", "601", CHICAGO, (*TUESDAY, 20, 0)),
    ("ST-09", "617", NEW_YORK, (*TUESDAY, 20, 0)),
    ("ST-09", "502", NEW_YORK, (*TUESDAY, 9, 59)),
    ("ST-09", "313", NEW_YORK, (*TUESDAY, 8, 59)),
    ("ST-09", "612", CHICAGO, (*TUESDAY, 8, 59)),
    ("ST-09", "505", "America/Denver", (*TUESDAY, 8, 59)),
    ("ST-09", "702", "America/Los_Angeles", (*TUESDAY, 8, 59)),
    ("ST-09", "702", "America/Los_Angeles", (*TUESDAY, 20, 0)),
    ("ST-09", "401", NEW_YORK, (*TUESDAY, 18, 0)),
    ("ST-09", "401", NEW_YORK, (*SATURDAY, 12, 0)),
    ("ST-09", "215", NEW_YORK, (*SUNDAY, 15, 0)),
    ("ST-09", "801", "America/Denver", (*THANKSGIVING, 15, 0)),
    ("ST-01", "850", CHICAGO, (*TUESDAY, 19, 30)),  # TZ-03: 20:30 in the east of the panhandle
]
OPEN_AGAIN = [
    ("ST-05 noon on Sunday", "214", CHICAGO, (*SUNDAY, 12, 0)),
    ("ST-05 9:00", "214", CHICAGO, (*TUESDAY, 9, 0)),
    ("ST-01 19:59:59", "305", NEW_YORK, (*TUESDAY, 19, 59, 59)),
    ("ST-09 Kentucky at 10:00", "502", NEW_YORK, (*TUESDAY, 10, 0)),
    ("TZ-03 the panhandle at 18:59 Central", "850", CHICAGO, (*TUESDAY, 18, 59)),
    ("no state's Thanksgiving", "212", NEW_YORK, (*THANKSGIVING, 15, 0)),
]


@pytest.mark.parametrize("row", OPEN_AGAIN, ids=[row[0] for row in OPEN_AGAIN])
def test_under_the_federal_profile_a_state_closes_no_more_than_it_says(row):
    _, area, zone, when = row
    federal = replace(LAW, marketing_hours="federal")

    assert isinstance(federal.hours(M, number(area), at(zone, *when)), Open)


@pytest.mark.parametrize(
    ("clock", "opened"), [((8, 59), False), ((9, 0), True), ((19, 59), True), ((20, 0), False)]
)
@pytest.mark.parametrize("day", [(2026, 7, 14), (2026, 11, 17), (2027, 3, 15)])
def test_the_half_hour_of_newfoundland_is_kept_to_the_minute(day, clock, opened):
    """TZ-07: told of a number that says nothing itself, in summer, in winter and after a change of clocks."""
    told = ("zone:America/St_Johns", "postal:B3H")  # Halifax is half an hour behind
    alone = LAW.hours(M, "+18005550101", at("America/St_Johns", *day, *clock), told[:1])
    both = LAW.hours(M, "+18005550101", at("America/St_Johns", *day, *clock), told)

    assert isinstance(alone, Open) is opened
    assert isinstance(both, Open) is (opened and clock != (9, 0))


@pytest.mark.parametrize("row", STATE_ROWS, ids=[row[0] for row in STATE_ROWS])
def test_a_state_closes_hours_that_the_federal_profile_leaves_open(row):
    rule, area, zone, when = row
    federal = replace(LAW, marketing_hours="federal")
    hours = federal.hours(M, number(area), at(zone, *when))

    assert isinstance(hours, Closed) and hours.rule == rule


@pytest.mark.parametrize("kind", [MessageClass.ANSWER, MessageClass.REPLY])
def test_answers_and_replies_have_no_quiet_hours(kind):
    assert isinstance(LAW.hours(kind, number("416"), at(TORONTO, 2026, 11, 18, 3)), Open)


OPENINGS = [
    ("the same morning", M, "416", TORONTO, (2026, 11, 18, 3, 0), (2026, 11, 18, 9, 0)),
    ("the next morning", M, "416", TORONTO, (2026, 11, 18, 20, 0), (2026, 11, 19, 9, 0)),
    ("Saturday opens later", M, "416", TORONTO, (2026, 11, 20, 22, 0), (2026, 11, 21, 10, 0)),
    ("over Thanksgiving", M, "212", NEW_YORK, (2026, 11, 25, 20, 0), (2026, 11, 27, 9, 0)),
    ("over a Sunday", M, "504", CHICAGO, (2026, 11, 21, 20, 0), (2026, 11, 23, 9, 0)),
    ("after the clocks went back", S, "212", NEW_YORK, (2026, 10, 31, 22, 0), (2026, 11, 1, 8, 0)),
    ("after the clocks went forward", S, "212", NEW_YORK, (2027, 3, 13, 22, 0), (2027, 3, 14, 8, 0)),
    ("the later of two zones", M, "850", CHICAGO, (2026, 11, 18, 21, 0), (2026, 11, 19, 9, 0)),
]


@pytest.mark.parametrize("row", OPENINGS, ids=[row[0] for row in OPENINGS])
def test_what_is_held_waits_for_the_next_opening_on_the_customers_clock(row):
    _, kind, area, zone, when, opens = row
    hours = LAW.hours(kind, number(area), at(zone, *when))

    assert isinstance(hours, Closed)
    assert hours.until == at(zone, *opens)
    assert isinstance(LAW.hours(kind, number(area), hours.until), Open)
