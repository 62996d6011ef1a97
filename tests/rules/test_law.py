"""The files of the law: what the start refuses, what an update of their sources changes (TZ-02, TZ-05)."""

import csv
import io
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from datetime import timedelta, timezone
from pathlib import Path

import pytest
import tzdata

from responder.law.loader import CLOCKS, RULES, check_clocks, law_for, read_law
from responder.lib.validators import ConfigError
from tests.people import GARAGE
from tools import areas

GOOD_ROW = """
[[hours]]
rule = "US-21"
source = "47 CFR 64.1200(c)(1)"
verified = "read"
from = 1992-12-20
scope = ["*"]
classes = ["marketing"]
open = { every = "08:00-21:00" }

[[holidays]]
name = "New Year's Day"
month = 1
day = 1
"""


def rules_with(folder, hours):
    """A folder of rules whose hours are these."""
    copy = folder / "rules"
    shutil.copytree(RULES, copy)
    (copy / "hours.toml").write_text(hours, encoding="utf-8")
    return copy


def test_one_row_is_enough(tmp_path):
    assert [row.rule for row in read_law(rules_with(tmp_path, GOOD_ROW)).rows] == ["US-21"]


BAD = [
    ('rule = "US-21"', "", "'rule' is unknown or missing"),
    ('source = "', 'sauce = "', "is unknown or missing"),
    ("from = 1992-12-20", 'from = "soon"', "from must be a date"),
    ('classes = ["marketing"]', 'classes = ["reply"]', "classes must be one of service, marketing"),
    ('every = "08:00-21:00"', 'every = "21:00-08:00"', "open must be"),
    ('every = "08:00-21:00"', 'every = "8 to 9"', "open must be"),
    ('every = "08:00-21:00"', 'monday = "08:00-21:00"', "says nothing about tuesday"),
    ('every = "08:00-21:00"', 'everyday = "08:00-21:00"', "unknown day 'everyday'"),
    ('verified = "read"', 'verified = "sure"', "verified must be one of"),
    ("[[hours]]", "[[hours", "cannot be used"),
]


@pytest.mark.parametrize(("said", "instead", "sentence"), BAD, ids=[row[1] or "no rule" for row in BAD])
def test_a_row_that_makes_no_sense_stops_the_start_with_a_sentence(tmp_path, said, instead, sentence):
    with pytest.raises(ConfigError) as refused:
        read_law(rules_with(tmp_path, GOOD_ROW.replace(said, instead)))
    assert sentence in str(refused.value)
    assert "hours.toml" in str(refused.value)


def test_an_area_code_in_an_unknown_zone_stops_the_start(tmp_path):
    folder = rules_with(tmp_path, GOOD_ROW)
    path = folder / "areas.toml"
    text = path.read_text("utf-8").replace('zones = ["America/Chicago"]', 'zones = ["America/Gotham"]')
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="America/Gotham"):
        read_law(folder)


def test_rules_without_a_row_stop_the_start(tmp_path):
    with pytest.raises(ConfigError, match="nothing could be held"):
        read_law(rules_with(tmp_path, "holidays = []"))


IN_2025B = {"America/Vancouver": -8, "America/Edmonton": -7, "America/Inuvik": -7, "America/Winnipeg": -6}


@pytest.mark.parametrize("old", IN_2025B)
def test_an_older_zone_database_stops_the_start(old):
    def clock(name):
        hours = IN_2025B[name] if name == old else CLOCKS[name]
        return timezone(timedelta(hours=hours))

    with pytest.raises(ConfigError, match=f"{old}.*TZ-05"):
        check_clocks(clock)


ASKS = """
import sys
sys.path.insert(0, sys.argv[1])
from responder.law.loader import law_for
from tests.people import GARAGE
law_for(GARAGE)
"""


@pytest.mark.parametrize(("vancouver", "starts"), [("Etc/GMT+8", False), ("Etc/GMT+7", True)])
def test_a_product_on_an_older_package_does_not_start(tmp_path, vancouver, starts):
    """TZ-05: a `tzdata` whose Vancouver goes back in winter is found before the machine's own is asked."""
    old = tmp_path / "tzdata"
    shutil.copytree(Path(tzdata.__file__).parent, old)
    shutil.copyfile(old / "zoneinfo" / vancouver, old / "zoneinfo" / "America" / "Vancouver")
    asked = [sys.executable, "-c", ASKS, str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode == 0) is starts
    assert starts or "America/Vancouver is not at UTC-7 in December 2026 (TZ-05)" in done.stderr


TELLS = """
import sys
from responder.web.console.shell.context import local
print(local(1_796_126_400_000, sys.argv[1]).hour)  # 2026-12-01 12:00 UTC
"""


@pytest.mark.parametrize("name", CLOCKS)
def test_times_that_people_read_come_from_the_package_whatever_zones_the_machine_has(tmp_path, name):
    """TZ-05: in reminders, on pages and in evidence; started by hand, and not by what sets PYTHONTZPATH."""
    old = tmp_path / name
    old.parent.mkdir()
    shutil.copyfile(Path(tzdata.__file__).parent / "zoneinfo" / f"Etc/GMT+{-IN_2025B[name]}", old)
    environment = {**os.environ, "PYTHONTZPATH": str(tmp_path), "PYTHONPATH": str(RULES.parents[2])}
    asked = [sys.executable, "-c", TELLS, name]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True, env=environment)

    assert int(told.stdout) == 12 + CLOCKS[name]


def test_the_clocks_are_those_of_the_package_whatever_the_machine_has():
    zone = law_for(GARAGE).place("+16045550101").zones[0]

    assert zone.name == "America/Vancouver"
    assert zone.offset(1_796_126_400_000) == -7 * 3_600_000  # 2026-12-01 12:00 UTC


def test_the_table_of_area_codes_is_what_the_phonenumbers_package_says():
    """When this fails after an update, the difference is what changed: look at each row, then regenerate."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        areas.main()
    fresh = {row["area"]: row for row in csv.DictReader(io.StringIO(printed.getvalue()))}
    with (RULES / "areas.csv").open(encoding="utf-8") as file:
        ours = {row["area"]: row for row in csv.DictReader(file)}

    changed = {area for area in fresh.keys() | ours.keys() if fresh.get(area) != ours.get(area)}
    assert changed == set()


CURATED = {
    "219": {"America/Chicago"},
    "270": {"America/Chicago", "America/New_York"},
    "423": {"America/Chicago", "America/New_York"},
    "474": {"America/Regina", "America/Edmonton", "America/Winnipeg"},
    "334": {"America/Chicago", "America/New_York"},
    "605": {"America/Chicago", "America/Denver"},
    "701": {"America/Chicago", "America/Denver"},
    "709": {"America/St_Johns", "America/Goose_Bay"},
    "879": {"America/St_Johns", "America/Goose_Bay"},
    "364": {"America/Chicago", "America/New_York"},
    "448": {"America/Chicago", "America/New_York"},
    "458": {"America/Los_Angeles", "America/Boise", "America/Denver"},
    "930": {"America/Chicago", "America/New_York"},
    "208": {"America/Boise", "America/Denver", "America/Los_Angeles"},
}


@pytest.mark.parametrize("area", CURATED)
def test_curated_zones_stand_where_the_package_is_wrong(area):
    """TZ-02."""
    place = law_for(GARAGE).place(f"+1{area}5550101")

    assert {zone.name for zone in place.zones} == CURATED[area]


def test_every_place_of_the_united_states_and_canada_has_its_state_or_province():
    places = law_for(GARAGE).places
    without = [code for code, place in places.items() if {"US", "CA", ""} & set(place.regions)]

    assert without == []


def test_a_number_without_a_place_may_be_anywhere_from_newfoundland_to_hawaii():
    """TZ-04."""
    for number in ("+18005550123", "+15005550101", "+16005550101", "+448005550123", "+19995550101"):
        names = {zone.name for zone in law_for(GARAGE).place(number).zones}
        assert {"America/St_Johns", "Pacific/Honolulu"} <= names, number
