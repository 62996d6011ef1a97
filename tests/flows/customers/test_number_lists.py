"""Lists about numbers: deactivated ones end a consent, do-not-call checks let marketing go."""

import pytest

from responder.domain.consent import deactivated
from responder.domain.customers.csv_text import BadSheet, rows
from responder.domain.records import DAY, HOUR, Consent, Marketing
from responder.flows.customers import number_lists
from responder.flows.inbound import basis
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.store.records import number_changes
from tests.people import ALICE, BOB, CAROL, DANA, somebody

NEW_YORKER = "+12125550101"


def quiet(done, everything):
    """For whoever does not want to be told."""


def ends(world, text):
    read = rows(text.splitlines(keepends=True))
    return number_lists.end_consents(world.deps, read, DANA, "gone.csv", quiet)


def checks(world, text, day):
    return number_lists.record_checks(world.deps, rows(text.splitlines(keepends=True)), day, quiet)


def today(world, number=NEW_YORKER):
    return world.deps.law.today(number, world.clock.now())


def buys(world, number):
    fact = basis.Fact("purchase", today(world, number), DANA, "Invoice 1207")
    basis.record(world.deps, number, fact, "desk")


def sells_to(world, number):
    world.log_is_fresh()
    return compose.send(world.deps, Draft(number, "Winter tires are in.", "marketing", DANA))


# -- deactivated numbers


def test_a_deactivated_number_has_no_consent_and_no_notice_any_more(world, queries):
    """US-27."""
    world.texts(ALICE, "START")
    world.log_is_fresh()
    world.drains()
    done = ends(world, "phone\n+1 416 555 0101\n")

    found = world.deps.store.load(ALICE)
    assert (done.changed, found.consent, found.source) == (1, Consent.UNKNOWN, "deactivated")
    assert (found.notice_at, found.notice_sent_at, found.last_inbound_at) == (0, 0, 0)
    entry = [each for each in queries.timeline(ALICE) if "link" in each][-1]
    assert (entry["intent"], entry["rule"], entry["actor"]) == ("DEACTIVATED", "US-27", DANA)
    with pytest.raises(Refusal, match="on record"):
        sells_to(world, ALICE)
    with pytest.raises(Refusal, match="last 24 hours"):
        compose.send(world.deps, Draft(ALICE, "Your car is ready.", "reply", DANA))


def test_a_notice_that_is_settled_meanwhile_does_not_count_for_the_next_owner():
    """Settling writes without a new version: the end of a consent writes its fields whatever was read."""
    before = somebody(Consent.EXPRESS, ALICE)
    gone = deactivated.on_deactivated(before, DANA, "gone.csv", "gone:1", before.since)
    written = number_changes(before, gone.after)
    assert {"notice_at", "notice_sent_id", "notice_sent_at"} <= set(written[::2])


def test_a_basis_ends_too_and_an_opt_out_stays(world):
    buys(world, CAROL)
    world.texts(BOB, "STOP")
    done = ends(world, f"phone\n{CAROL}\n{BOB}\n")

    assert world.deps.store.load(CAROL).basis == ""
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert done.changed == 2


def test_marketing_that_was_switched_off_stays_off(world):
    world.texts(ALICE, "START")
    compose.marketing_off(world.deps, ALICE, "desk", DANA, "")
    ends(world, f"phone\n{ALICE}\n")
    assert world.deps.store.load(ALICE).marketing is Marketing.OFF


def test_the_same_list_again_and_numbers_that_nobody_knows_change_nothing(world, queries):
    world.texts(ALICE, "START")
    text = f"phone\n{ALICE}\n{CAROL}\nnot a number\n"
    first, second = ends(world, text), ends(world, text)
    assert (first.changed, first.same, first.not_a_number) == (1, 1, [4])
    assert (second.changed, second.same) == (0, 2)
    assert queries.timeline(CAROL) == []


def test_the_next_owner_comes_in_with_start(world):
    world.texts(ALICE, "START")
    ends(world, f"phone\n{ALICE}\n")
    world.clock.advance(HOUR)
    world.texts(ALICE, "START")
    assert world.deps.store.load(ALICE).consent is Consent.EXPRESS


# -- the do-not-call registry


def test_marketing_to_an_american_without_express_consent_needs_a_check(world):
    buys(world, NEW_YORKER)
    with pytest.raises(Refusal) as refused:
        sells_to(world, NEW_YORKER)
    assert refused.value.rule == "US-24"

    checks(world, f"phone,listed\n{NEW_YORKER},no\n", today(world))
    sells_to(world, NEW_YORKER)


AGES = [(31, True), (32, False)]


@pytest.mark.parametrize(("age", "goes"), AGES)
def test_a_check_counts_for_31_days(world, age, goes):
    """US-24: 32 days old blocks."""
    buys(world, NEW_YORKER)
    checks(world, f"phone,listed\n{NEW_YORKER},no\n", today(world) - age)
    if goes:
        sells_to(world, NEW_YORKER)
    else:
        with pytest.raises(Refusal, match="31 days"):
            sells_to(world, NEW_YORKER)


def test_a_number_on_the_registry_is_not_sold_to(world):
    buys(world, NEW_YORKER)
    checks(world, f"phone,listed\n{NEW_YORKER},yes\n", today(world))
    with pytest.raises(Refusal, match="registry"):
        sells_to(world, NEW_YORKER)


def test_express_consent_needs_none_and_canada_has_none(world):
    world.texts(NEW_YORKER, "START")
    sells_to(world, NEW_YORKER)
    buys(world, CAROL)
    sells_to(world, CAROL)


def test_service_is_no_solicitation(world):
    world.log_is_fresh()
    compose.send(world.deps, Draft(NEW_YORKER, "Your car is ready.", "service", DANA))


def test_an_older_answer_does_not_replace_a_newer_one(world):
    checks(world, f"phone,listed\n{NEW_YORKER},yes\n", today(world))
    done = checks(world, f"phone,listed\n{NEW_YORKER},no\n", today(world) - 5)
    assert done.same == 1
    assert world.deps.store.load(NEW_YORKER).dnc_listed


def test_a_list_without_its_answers_is_refused(world):
    with pytest.raises(BadSheet, match="listed"):
        checks(world, f"phone\n{NEW_YORKER}\n", today(world))


def test_a_check_that_ran_out_is_asked_for_when_the_text_is_due(world):
    buys(world, NEW_YORKER)
    checks(world, f"phone,listed\n{NEW_YORKER},no\n", today(world) - 31)
    message, _ = sells_to(world, NEW_YORKER)
    world.clock.advance(DAY)
    world.log_is_fresh()
    world.drains()
    assert world.provider.texts_to(NEW_YORKER) == []
    assert world.deps.store.message(message.id).state.value in ("dropped", "refused")
