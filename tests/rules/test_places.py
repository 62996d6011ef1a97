"""A postal code or a stated zone takes part in where a customer may be: hours only narrow (TZ-03)."""

import random
import tomllib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.law.quiet_hours import Closed, Open
from responder.domain.records import MINUTE, Consent, MessageClass
from responder.domain.sending import frequency_caps
from responder.law.loader import RULES, law_for
from responder.law.zone_tables import zone_named
from tests.people import GARAGE, TOLL_FREE, message, somebody

LAW = law_for(GARAGE)
M, S = MessageClass.MARKETING, MessageClass.SERVICE
TORONTO, VANCOUVER = "America/Toronto", "America/Vancouver"


def zones(number, *told):
    return {zone.name for zone in LAW.place(number, told).zones}


def at(zone, *when):
    return int(datetime(*when, tzinfo=ZoneInfo(zone)).timestamp() * 1000)


SPANS = [
    ("324", {"America/Chicago", "America/New_York"}),
    ("799", {"America/Chicago", "America/Denver"}),
    ("898", {"America/Los_Angeles", "America/Denver"}),
    ("967", {"Pacific/Honolulu", "Pacific/Pago_Pago"}),
    ("902", {"America/Los_Angeles"}),
    ("100", {"America/New_York"}),
    ("G1R", {"America/Toronto"}),
    ("G4T", {"America/Toronto", "America/Halifax", "America/Blanc-Sablon"}),
    ("A1A", {"America/St_Johns", "America/Goose_Bay"}),
    ("P9N", {"America/Toronto", "America/Winnipeg", "America/Chicago", "America/Atikokan"}),
    ("V6B", {"America/Vancouver"}),
    ("V1A", {"America/Vancouver", "America/Edmonton", "America/Fort_Nelson", "America/Creston"}),
    ("S9V", {"America/Regina", "America/Edmonton", "America/Winnipeg"}),
]


@pytest.mark.parametrize(("code", "clocks"), SPANS)
def test_a_postal_code_that_spans_zones_names_all_of_them(code, clocks):
    """Told by a number that says nothing itself (toll-free), so that only the code speaks."""
    assert zones("+18005550101", f"postal:{code}") == clocks


def test_every_state_and_province_has_a_postal_code_and_every_zone_is_known():
    regions = {region for place in LAW.postal.values() for region in place.regions}
    assert len({each for each in regions if each.startswith("US-")}) == 51 + 5
    assert len({each for each in regions if each.startswith("CA-")}) == 13


def clocks_of(place, when):
    return {zone.offset(at("Etc/UTC", *when)) for zone in place.zones}


@pytest.mark.parametrize("when", [(2026, 7, 1), (2026, 12, 1)])
def test_every_clock_that_a_postal_code_of_a_state_may_mean_one_of_its_area_codes_means_too(when):
    """TZ-02, TZ-03: Phenix City and Creighton live by their neighbours' clocks, whichever table is asked."""
    by_region = {}
    for place in LAW.places.values():
        for region in place.regions:
            by_region.setdefault(region, set()).update(clocks_of(place, when))
    unknown = {
        begin: missing
        for begin, place in LAW.postal.items()
        if set(place.regions) <= by_region.keys()
        and (missing := clocks_of(place, when) - set().union(*(by_region[each] for each in place.regions)))
    }

    assert unknown == {}


def test_the_table_says_where_it_comes_from_and_of_when():
    told = tomllib.loads((RULES / "postal.toml").read_text("utf-8"))["source"]
    assert "zipcodes 3.0.0" in told["united_states"] and told["date"].year == 2026


@pytest.mark.parametrize("code", ["zone:Nowhere/City", "postal:090", "postal:ZZZ", "moon:1"])
def test_what_the_tables_do_not_know_says_nothing(code):
    assert zones("+14165550101", code) == {TORONTO}
    assert LAW.place("+18005550101", (code,)).zones == LAW.anywhere.zones


@pytest.mark.parametrize("name", ["../../../etc/hostname", "/etc/passwd", "America/", "", "a" * 9_000])
def test_a_zone_from_a_spreadsheet_is_no_path(name):
    assert zone_named(name) is None


def test_it_adds_to_an_area_code_and_its_state_as_well():
    place = LAW.place("+12125550101", ("postal:331",))
    assert place.regions == ("US-NY", "US-FL")
    sunday_morning = at("America/New_York", 2026, 11, 22, 20, 30)
    assert isinstance(LAW.hours(M, "+12125550101", sunday_morning, ("postal:331",)), Closed)


BOTH_COASTS = [
    ((2026, 11, 18, 9, 30), False),  # 6:30 in Vancouver
    ((2026, 11, 18, 12, 30), True),
    ((2026, 11, 18, 19, 59), True),
    ((2026, 11, 18, 20, 0), False),
]


@pytest.mark.parametrize(("toronto", "opened"), BOTH_COASTS)
@pytest.mark.parametrize("told", ["postal:V6B", f"zone:{VANCOUVER}"])
def test_a_torontonian_who_lives_in_vancouver_is_texted_when_both_are_awake(toronto, opened, told):
    hours = LAW.hours(M, "+14165550101", at(TORONTO, *toronto), (told,))
    assert isinstance(hours, Open) is opened


def test_a_number_without_a_place_gets_the_stated_one():
    early = at(TORONTO, 2026, 11, 18, 9, 30)
    assert isinstance(LAW.hours(M, "+18005550101", early), Closed)
    assert isinstance(LAW.hours(M, "+18005550101", early, (f"zone:{TORONTO}",)), Open)


TOLD = sorted([f"postal:{each}" for each in LAW.postal] + [f"zone:{z}" for z in (TORONTO, VANCOUVER)])


def test_whatever_is_told_beside_an_area_code_only_narrows():
    """The property of the hours' tests holds with it: allowed with it is a part of allowed without."""
    chance = random.Random(7)
    start = at("Etc/UTC", 2026, 10, 29, 0, 0)
    opened = 0
    for _ in range(20_000):
        number = f"+1{chance.choice(list(LAW.places))}5550101"
        now = start + chance.randrange(14 * 24 * 60) * MINUTE
        told = tuple(sorted(chance.sample(TOLD, chance.choice((1, 2)))))
        kind = chance.choice((M, S))
        with_it = LAW.hours(kind, number, now, told)
        if isinstance(with_it, Open):
            opened += 1
            without = LAW.hours(kind, number, now)
            assert isinstance(without, Open), (number, told, now)
            assert with_it.until <= without.until
            alone = LAW.hours(kind, "+18005550101", now, told)
            assert isinstance(alone, Open), (number, told, now)
    assert opened > 2_000


CANDIDATES = [
    ("+18075550101", {TORONTO, "America/Winnipeg", "America/Chicago"}),
    ("+12505550101", {VANCOUVER, "America/Edmonton", "America/Creston"}),
]


@pytest.mark.parametrize(("number", "clocks"), CANDIDATES)
def test_where_the_clock_of_a_region_is_open_both_candidates_bind(number, clocks):
    """TZ-06: in December 2026 they differ, and a text waits for both."""
    assert clocks <= zones(number)
    noon = at("Etc/UTC", 2026, 12, 1, 12, 0)
    offsets = sorted({zone.offset(noon) for zone in LAW.place(number).zones})
    assert len(offsets) > 1
    day = (datetime(2026, 12, 1) - datetime(1970, 1, 1)).days
    for zone in LAW.place(number).zones:
        assert isinstance(LAW.hours(M, number, zone.moment(day, 8 * 60 + 59)), Closed), zone.name
        assert isinstance(LAW.hours(M, number, zone.moment(day, 20 * 60)), Closed), zone.name


def test_the_caps_of_the_country_where_somebody_lives_bind_too():
    """CA-26: no marketing over a toll-free number to somebody in Canada, whatever their number says."""
    now = at("America/New_York", 2026, 11, 18, 15, 0)
    here = somebody(Consent.EXPRESS, "+12125550101")
    there = here.changed({"places": ("postal:G1R",)})
    text = message(M, "+12125550101")
    assert frequency_caps.full(text, here, TOLL_FREE, LAW, now) is None
    row, until = frequency_caps.full(text, there, TOLL_FREE, LAW, now)
    assert (row.rule, until) == ("CA-26", 0)
