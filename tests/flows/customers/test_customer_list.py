"""A list of customers comes in and goes out, told with a real Redis: twice changes nothing."""

import csv
import io

import pytest

from responder.domain.customers import export_rows
from responder.domain.customers.customer import Customer
from responder.domain.customers.import_plan import What
from responder.domain.customers.import_rows import sheet
from responder.domain.records import DAY, HOUR, Consent
from responder.flows.customers import import_export
from responder.flows.customers.import_export import BATCH, Source
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.store.customers.customer_batches import CustomerBatches
from tests.flows.shop import diary_deps
from tests.people import ALICE, BOB, CAROL, DANA

LIST = """name,phone,language,postal code,opted out,basis,basis date,evidence
Alice Roy,(416) 555-0101,en,V6B 1A1,,purchase,2026-11-01,Invoice 1207
Bob Gagnon,418-555-0112,fr,,yes,,,
Luc Gagné,,,,,,,
Nobody,555,,,,,,
"""


@pytest.fixture
def many(client, at_desk):
    return CustomerBatches(client, at_desk.deps.store.keys, at_desk.customers)


def quiet(done, everything):
    """For whoever does not want to be told."""


def read(text):
    return sheet(text.splitlines(keepends=True), lambda zone: "/" in zone).rows


@pytest.fixture
def diary(world, client):
    return diary_deps(world.deps, client)


def takes(diary, many, text=LIST):
    return import_export.take_over(diary, many, read(text), Source(DANA, "list.csv"), quiet)


def counts(done):
    return [done.rows[what] for what in (What.NEW, What.CHANGED, What.SAME, What.REFUSED)]


def exported(many):
    lines = [export_rows.header()]
    for customer, numbers in import_export.everybody(many, quiet):
        lines.append(export_rows.line(export_rows.cells(customer, numbers)))
    return "\n".join(lines) + "\n"


def test_a_list_makes_customers_opts_out_and_records_what_it_proves(world, at_desk, diary, many, queries):
    done = takes(diary, many)

    assert (counts(done), done.opted_out, done.bases) == ([3, 0, 0, 1], 1, 1)
    assert done.why == [
        (
            5,
            "That is not a phone number of the United States or Canada: it needs 10 digits, and neither the "
            "area code nor the number after it begins with 0 or 1.",
        )
    ]
    alice, bob = world.deps.store.load(ALICE), world.deps.store.load(BOB)
    assert (alice.consent, alice.basis, alice.places) == (Consent.IMPLIED, "purchase", ("postal:V6B",))
    assert (bob.consent, bob.source) == (Consent.OPTED_OUT, "import")
    (entry,) = queries.timeline(BOB)
    assert (entry["actor"], entry["reason"]) == (DANA, "From list.csv.")
    assert "link" in entry
    assert [each.name for each in at_desk.customers.search("gagne", 9)] == ["Luc Gagné"]
    assert at_desk.customers.of_number(BOB)[0].language == "fr"
    assert at_desk.audit.newest(1)[0].action == "customers imported"


def test_the_same_list_again_changes_nothing(world, at_desk, diary, many, queries):
    takes(diary, many)
    before = [queries.timeline(number) for number in (ALICE, BOB)]

    done = takes(diary, many)

    assert (counts(done), done.opted_out, done.bases) == ([0, 0, 3, 1], 0, 0)
    assert [queries.timeline(number) for number in (ALICE, BOB)] == before
    assert at_desk.customers.count() == 3


def test_looking_at_a_list_tells_the_same_and_writes_nothing(world, at_desk, diary, many):
    looked = [each.what for each in import_export.look_at(world.deps, many, read(LIST), DANA)]

    assert at_desk.customers.count() == 0
    done = takes(diary, many)
    assert [looked.count(what) for what in What] == [done.rows[what] for what in What]


def test_a_customer_who_stands_twice_in_a_list_is_one(at_desk, diary, many, world):
    text = "name,phone\nAlice Roy,4165550101\nALICE ROY,416-555-0101\nLuc,\nluc,\nAnn Roy,4165550101\n"
    looked = [each.what for each in import_export.look_at(world.deps, many, read(text), DANA)]
    assert looked == [What.NEW, What.SAME, What.NEW, What.SAME, What.NEW]

    assert counts(takes(diary, many, text)) == [3, 0, 2, 0]
    assert sorted(each.name for each in at_desk.customers.of_number(ALICE)) == ["Alice Roy", "Ann Roy"]


@pytest.mark.parametrize("claim", ["opted out", "consent", "opt-in", "status"])
def test_no_list_brings_anybody_back(world, at_desk, diary, many, claim):
    world.texts(BOB, "STOP")
    takes(diary, many, f"name,phone,{claim}\nBob,4185550112,no\n")
    express = "name,phone,basis,basis date,evidence,medium\nBob,4185550112,express,2026-11-01,Yes,paper\n"
    takes(diary, many, express)

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    with pytest.raises(Refusal):
        compose.send(world.deps, Draft(BOB, "Your car is ready.", "service", DANA))


def test_an_imported_basis_lets_marketing_go_for_as_long_as_it_lasts(world, at_desk, diary, many):
    takes(diary, many)
    world.log_is_fresh()
    compose.send(world.deps, Draft(ALICE, "Winter tires are in.", "marketing", DANA))
    world.clock.advance(800 * DAY)
    with pytest.raises(Refusal, match="ran out"):
        compose.send(world.deps, Draft(ALICE, "Winter tires are in.", "marketing", DANA))


def test_a_basis_that_is_too_old_refuses_its_row_and_names_the_rule(at_desk, diary, many):
    text = "name,phone,basis,basis date,evidence\nAlice,4165550101,inquiry,2025-01-01,E-mail\n"
    done = takes(diary, many, text)
    assert counts(done) == [0, 0, 0, 1]
    assert "CA-04" in done.why[0][1]


def test_an_opt_out_that_was_lifted_since_is_a_new_order(world, at_desk, diary, many):
    takes(diary, many)
    world.clock.advance(HOUR)
    world.texts(BOB, "START")
    assert takes(diary, many).opted_out == 1
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_what_goes_out_comes_back_without_a_change(world, at_desk, diary, many):
    hostile = ['=HYPERLINK("x")', "'t Hooft", "Zoé; Roy, inc.", "-5", "@home"]
    for place, name in enumerate(hostile):
        number = f"+1418555012{place}"
        customer = Customer(at_desk.customers.new_id(), name, numbers=(number,), notes="=1\n-2")
        at_desk.customers.save(customer, world.clock.now())
    two = Customer(at_desk.customers.new_id(), "Bob", numbers=(BOB, CAROL), time_zone="America/Vancouver")
    at_desk.customers.save(two, world.clock.now())
    world.texts(BOB, "STOP")
    text = exported(many)

    done = takes(diary, many, text)

    assert counts(done) == [0, 0, 6, 0]
    assert done.opted_out == 0
    assert world.deps.store.load(CAROL).consent is Consent.UNKNOWN
    assert exported(many).splitlines()[0] == text.splitlines()[0]
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_list_longer_than_a_batch_is_taken_whole(at_desk, diary, many):
    count = 2 * BATCH + 7
    lines = [f"Customer {place},+1418555{place:04d}" for place in range(count)]
    done = takes(diary, many, "name,phone\n" + "\n".join(lines) + "\n")
    assert (counts(done), at_desk.customers.count()) == ([count, 0, 0, 0], count)
    assert counts(takes(diary, many, "name,phone\n" + "\n".join(lines) + "\n")) == [0, 0, count, 0]


def test_what_was_added_by_the_hundred_is_there_after_a_rebuild_too(at_desk, diary, many):
    takes(diary, many)
    assert at_desk.customers.rebuild() == 3
    assert [each.name for each in at_desk.customers.newest(0, 9)]
    assert at_desk.customers.of_number(ALICE)[0].name == "Alice Roy"


def test_an_opt_out_is_obeyed_though_its_row_is_refused(world, at_desk, diary, many):
    """Nothing is lost: the row needs mending, the customer needs silence."""
    text = "name,phone,postal code,opted out\nBob,4185550112,nowhere,yes\n,4165550101,,yes\n"
    done = takes(diary, many, text)
    assert (counts(done), done.opted_out, at_desk.customers.count()) == ([0, 0, 0, 2], 2, 0)
    assert {world.deps.store.load(each).consent for each in (ALICE, BOB)} == {Consent.OPTED_OUT}
