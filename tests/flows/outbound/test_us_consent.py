"""US-16, ST-07, ST-08: what a business may hold itself to in the United States, and what consent keeps."""

from dataclasses import replace

import pytest

from responder.domain.consent.basis import Fact, NotRecorded, named
from responder.domain.records import HOUR
from responder.domain.sending import do_not_call
from responder.flows.commit import commit
from responder.flows.inbound import basis
from responder.flows.outbound import compose, explain_rules
from responder.flows.outbound.compose import Draft, Refusal
from responder.law.loader import law_for
from responder.law.rows import read_consents
from responder.lib.validators import ConfigError
from tests.people import ALICE, DANA

TEXAN, SEATTLE, HARTFORD = "+12145550101", "+12065550101", "+18605550101"


@pytest.fixture
def strict(world):
    """The same business, under the stricter reading; its texts have no registry in their way."""
    world.clock.advance(10 * HOUR)
    world.log_is_fresh()
    law = law_for(replace(world.deps.business, us_consent="express", service_hours="off"))
    world.deps = replace(world.deps, law=law)
    return world


def bought(world, number):
    today = world.deps.law.today(number, world.clock.now())
    basis.record(world.deps, number, Fact("purchase", today - 30, DANA, "invoice 7"), "desk")
    commit(world.deps, number, lambda known, now: do_not_call.on_checked(known, today, False, now))


def refused(world, number):
    try:
        compose.send(world.deps, Draft(number, "Spring sale", "marketing", DANA))
    except Refusal as refusal:
        return refusal.rule
    return ""


@pytest.mark.parametrize(
    ("number", "rule"), [(TEXAN, "US-16"), (SEATTLE, "ST-07"), (HARTFORD, "ST-08"), (ALICE, "")]
)
def test_under_the_stricter_reading_a_purchase_is_not_enough_in_the_united_states(strict, number, rule):
    bought(strict, number)

    assert refused(strict, number) == rule


@pytest.mark.parametrize("number", [TEXAN, SEATTLE, HARTFORD])
def test_express_consent_is_enough_and_names_seller_number_wording_and_medium(strict, queries, number):
    today = strict.deps.law.today(number, strict.clock.now())
    agreed = Fact("express", today, DANA, "I agree to offers. Consent is no condition of purchase.", "paper")
    basis.record(strict.deps, number, agreed, "desk")
    assert refused(strict, number) == ""
    entry = next(each for each in queries.timeline(number) if each["kind"] == "consent")
    kept = {name: entry[name] for name in ("seller", "number", "body", "actor")}
    assert kept == {
        "seller": "Garage Tremblay inc.",
        "number": number,
        "body": agreed.evidence,
        "actor": DANA,
    }
    assert "paper" in entry["reason"]


def test_express_consent_without_a_seller_is_not_stored():
    """US-16: no field may be empty."""
    with pytest.raises(NotRecorded, match="US-16"):
        named(Fact("express", 1, DANA, "I agree.", "paper"), " ")


def test_the_default_follows_the_clocks_and_the_registry(world):
    world.clock.advance(10 * HOUR)
    world.log_is_fresh()
    bought(world, SEATTLE)

    assert refused(world, SEATTLE) == ""


def test_the_rows_are_told_with_their_numbers(strict):
    told = {line.rule: line for line in explain_rules.in_force(strict.deps.law, strict.clock.now(), SEATTLE)}

    assert told["ST-07"].says == "needs express consent on record"
    assert told["ST-07"].source.startswith("RCW 19.190")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('rule = "US-16"', "'from' is unknown or missing"),
        (
            'rule="US-16"\nsource="x"\nverified="read"\nfrom=2020-01-01\nscope=["US"]\nprofile="loose"',
            "profile",
        ),
        ('rule="US-16"\nsource="x"\nverified="read"\nfrom="2020"\nscope=["US"]', "must be a date"),
    ],
)
def test_a_row_that_makes_no_sense_stops_the_start(tmp_path, row, said):
    path = tmp_path / "consent.toml"
    path.write_text(f"[[consents]]\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read_consents(path)
