"""The rules in force: dated, with their sources, and with what they would do to a text (US-12)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.messages import MessageClass
from responder.domain.verdicts import Allowed, Held, Refused
from responder.flows import rules
from tests.people import ALICE, BOB, CAROL

M = MessageClass
FLORIDA = "+13055550101"


def toronto(year, *when):
    return int(datetime(year, *when, tzinfo=ZoneInfo("America/Toronto")).timestamp() * 1000)


NOW = toronto(2026, 11, 18, 11)


def test_every_rule_in_force_names_its_source_and_how_well_it_is_known(world):
    lines = rules.in_force(world.deps.law, NOW)

    assert {"US-21", "ST-11", "CA-17", "ST-01", "CA-26", "CA-03", "CA-04"} <= {line.rule for line in lines}
    assert all(line.source and line.verified and line.since <= "2026-11-18" for line in lines)


def test_for_a_number_only_what_covers_it_is_told(world):
    canadian = {line.rule for line in rules.in_force(world.deps.law, NOW, ALICE)}
    floridian = {line.rule for line in rules.in_force(world.deps.law, NOW, FLORIDA)}

    assert "CA-17" in canadian and not {"ST-01", "ST-05"} & canadian
    assert "ST-01" in floridian and not {"CA-17", "ST-05"} & floridian


@pytest.mark.parametrize(("year", "holds"), [(2023, False), (2024, True)])
def test_a_row_holds_from_its_date(world, year, holds):
    """US-12: a law that starts later is a row with a later date; ST-03 is from 2024."""
    lines = rules.in_force(world.deps.law, toronto(year, 6, 1))

    assert ("ST-03" in {line.rule for line in lines}) is holds


def test_a_row_ends_on_its_date_and_the_next_takes_over(world):
    law = world.deps.law
    day = NOW // 86_400_000
    old = next(row for row in law.rows if row.rule == "CA-17")
    new = replace(old, rule="CA-17b", starts=day, week=(None,) * 7)
    changed = replace(law, rows=(replace(old, ends=day), new))

    assert {line.rule for line in rules.in_force(changed, NOW) if line.kind == "hours"} == {"CA-17b"}
    before = {line.rule for line in rules.in_force(changed, NOW - 86_400_000) if line.kind == "hours"}
    assert before == {"CA-17"}


def test_it_tells_what_would_become_of_a_text(world):
    world.clock.at = NOW
    world.texts(ALICE, "START")
    world.texts(BOB, "STOP")
    morning = rules.verdicts(world.deps, ALICE, NOW)
    evening = rules.verdicts(world.deps, ALICE, toronto(2026, 11, 18, 20))

    assert all(isinstance(each, Allowed) for each in morning.values())
    held = evening[M.MARKETING]
    assert isinstance(held, Held) and (held.rule, held.until) == ("CA-17", toronto(2026, 11, 19, 9))
    assert all(isinstance(each, Refused) for each in rules.verdicts(world.deps, BOB, NOW).values())
    stranger = rules.verdicts(world.deps, CAROL, NOW)[M.MARKETING]
    assert isinstance(stranger, Refused) and stranger.rule == "CA-01"


def test_asking_changes_nothing(world, queries):
    rules.verdicts(world.deps, CAROL, NOW)

    assert queries.timeline(CAROL) == []
