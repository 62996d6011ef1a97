"""The rules in force: dated, with their sources, and with what they would do to a text (US-12)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.domain.records import MessageClass
from responder.domain.sending.verdicts import Allowed, Held, Refused
from responder.flows.outbound import explain_rules
from tests.people import ALICE, BOB, CAROL

M = MessageClass
FLORIDA = "+13055550101"


def toronto(year, *when):
    return int(datetime(year, *when, tzinfo=ZoneInfo("America/Toronto")).timestamp() * 1000)


NOW = toronto(2026, 11, 18, 11)


def test_every_rule_in_force_names_its_source_and_how_well_it_is_known(world):
    lines = explain_rules.in_force(world.deps.law, NOW)

    assert {"US-21", "ST-11", "CA-17", "ST-01", "CA-26", "CA-03", "CA-04"} <= {line.rule for line in lines}
    assert all(line.source and line.verified and line.since <= "2026-11-18" for line in lines)


def test_the_lines_of_too_many_opt_outs_are_told_while_they_hold(world):
    """CA-26, CH-10: rows of the law like the others."""
    lines = [each for each in explain_rules.in_force(world.deps.law, NOW, ALICE) if each.kind == "line"]
    told = {(each.rule, each.says) for each in lines}

    assert ("CA-26", "an alarm is raised about the sender at 0.8 % that opt out, of at least 125") in told
    assert ("CH-10", "a message to many pauses at 20 % that fail, of at least 20") in told
    assert not [
        each for each in explain_rules.in_force(world.deps.law, toronto(2019, 1, 1)) if each.kind == "line"
    ]


def test_for_a_number_only_what_covers_it_is_told(world):
    canadian = {line.rule for line in explain_rules.in_force(world.deps.law, NOW, ALICE)}
    floridian = {line.rule for line in explain_rules.in_force(world.deps.law, NOW, FLORIDA)}

    assert "CA-17" in canadian and not {"ST-01", "ST-05"} & canadian
    assert "ST-01" in floridian and not {"CA-17", "ST-05"} & floridian


OF_STATES = [
    ("703", {("ST-04", "hours"), ("ST-04", "standing")}),
    ("305", {("ST-01", "hours"), ("ST-01", "cap")}),
    ("405", {("ST-02", "hours"), ("ST-02", "cap")}),
    ("206", set()),  # Washington's consent is told where the business chose the stricter reading
    ("214", {("ST-05", "hours")}),
    ("203", {("ST-08", "hours")}),
]


@pytest.mark.parametrize(("area", "told"), OF_STATES)
def test_a_state_is_told_with_every_row_of_its_own(world, area, told):
    """ST-01, ST-02, ST-04, ST-05, ST-08: Virginia's hours are the federal ones, and told all the same."""
    lines = explain_rules.in_force(world.deps.law, NOW, f"+1{area}5550101")

    found = {(each.rule, each.kind) for each in lines if each.rule.startswith("ST")}
    assert {each for each in found if each[0] != "ST-11"} == told


def test_what_the_business_did_not_choose_is_not_told(world):
    """US-21, ST-11: a row that binds nothing here would mislead whoever reads it."""
    law = replace(world.deps.law, service_hours="off", marketing_hours="federal")
    lines = {(line.rule, line.kind): line for line in explain_rules.in_force(law, NOW, FLORIDA)}

    assert lines["US-21", "hours"].classes == "marketing"
    assert ("ST-11", "hours") not in lines and ("ST-11", "cap") in lines
    told = {(each.rule, each.kind): each for each in explain_rules.in_force(world.deps.law, NOW, FLORIDA)}
    assert ("ST-11", "hours") in told


def test_the_hours_are_told_whatever_else_stands_against_a_text(world):
    """ST-05, ST-11: of a stranger in Texas, a minute before noon on a Sunday."""
    sunday = toronto(2026, 11, 22, 12, 59)
    told = explain_rules.hours(world.deps.law, sunday, "+12145550101")[M.MARKETING]

    assert (told.rule, told.until) == ("ST-11", toronto(2026, 11, 22, 13))


def test_americans_are_told_of_the_registry_and_nobody_else(world):
    """US-24: the gate asks for it, so it stands among the rules."""
    for number, told in ((FLORIDA, True), (ALICE, False)):
        found = {line.rule for line in explain_rules.in_force(world.deps.law, NOW, number)}
        assert ("US-24" in found) is told


@pytest.mark.parametrize(("year", "holds"), [(2023, False), (2024, True)])
def test_a_row_holds_from_its_date(world, year, holds):
    """US-12: a law that starts later is a row with a later date; ST-03 is from 2024."""
    lines = explain_rules.in_force(world.deps.law, toronto(year, 6, 1))

    assert ("ST-03" in {line.rule for line in lines}) is holds


def test_a_row_ends_on_its_date_and_the_next_takes_over(world):
    law = world.deps.law
    day = NOW // 86_400_000
    old = next(row for row in law.rows if row.rule == "CA-17")
    new = replace(old, rule="CA-17b", starts=day, week=(None,) * 7)
    changed = replace(law, rows=(replace(old, ends=day), new))

    assert {line.rule for line in explain_rules.in_force(changed, NOW) if line.kind == "hours"} == {"CA-17b"}
    before = {line.rule for line in explain_rules.in_force(changed, NOW - 86_400_000) if line.kind == "hours"}
    assert before == {"CA-17"}


def test_it_tells_what_would_become_of_a_text(world):
    world.clock.at = NOW
    world.texts(ALICE, "START")
    world.texts(BOB, "STOP")
    morning = explain_rules.verdicts(world.deps, ALICE, NOW)
    evening = explain_rules.verdicts(world.deps, ALICE, toronto(2026, 11, 18, 20))

    assert all(isinstance(each, Allowed) for each in morning.values())
    held = evening[M.MARKETING]
    assert isinstance(held, Held) and (held.rule, held.until) == ("CA-17", toronto(2026, 11, 19, 9))
    assert all(isinstance(each, Refused) for each in explain_rules.verdicts(world.deps, BOB, NOW).values())
    stranger = explain_rules.verdicts(world.deps, CAROL, NOW)[M.MARKETING]
    assert isinstance(stranger, Refused) and stranger.rule == "CA-01"


def test_asking_changes_nothing(world, queries):
    explain_rules.verdicts(world.deps, CAROL, NOW)

    assert queries.timeline(CAROL) == []
