"""What staff do in the console: told with a real Redis; the ledger says who, how and why."""

from dataclasses import replace

import pytest

from responder.domain.customers.customer import Customer, with_numbers
from responder.domain.records import Consent
from responder.domain.staff.accounts import Permission, Role
from responder.flows.inbox import desk
from responder.flows.inbox.desk import Unsubscribe
from responder.flows.outbound.compose import Draft, Refusal
from responder.flows.permissions import NotAllowed
from responder.flows.staff import accounts
from tests.people import ALICE, BOB

FORM = Unsubscribe("by phone", "no longer a customer", confirm=False, token="t1")
PASSWORD = "correct horse"


@pytest.fixture
def dana(at_desk):
    return accounts.add(at_desk, "dana", "Dana Roy", Role.AGENT, PASSWORD)


def ledger(queries, number):
    return [entry for entry in queries.timeline(number) if entry["kind"] == "consent"]


def acts(at_desk):
    return [(entry.name, entry.action) for entry in at_desk.audit.newest(10)]


def test_an_opt_out_at_the_desk_names_who_how_and_why(world, at_desk, dana, queries):
    (outcome,) = desk.unsubscribe(at_desk, dana, "c1", [BOB], FORM)

    (entry,) = ledger(queries, BOB)
    assert outcome.changed
    assert (entry["actor"], entry["staff"], entry["how"], entry["reason"], entry["after"]) == (
        "Dana Roy",
        dana.id,
        "by phone",
        "no longer a customer",
        "OPTED_OUT",
    )
    assert acts(at_desk)[0] == ("Dana Roy", "unsubscribe")
    with pytest.raises(Refusal):
        desk.send(at_desk, dana, Draft(BOB, "Your car is ready.", "service", ""), "c1")


def test_the_same_form_twice_is_one_order_and_another_persons_sees_the_first(at_desk, dana, queries):
    desk.unsubscribe(at_desk, dana, "c1", [BOB], FORM)
    (again,) = desk.unsubscribe(at_desk, dana, "c1", [BOB], FORM)
    assert not again.changed
    assert len(ledger(queries, BOB)) == 1

    (second,) = desk.unsubscribe(at_desk, dana, "c1", [BOB], replace(FORM, token="t2"))
    assert not second.changed
    assert len(ledger(queries, BOB)) == 2


def test_an_old_form_still_unsubscribes_a_customer_who_came_back_meanwhile(world, at_desk, dana, queries):
    """The page was left open: the same form again, after the customer's START, is a new order."""
    desk.unsubscribe(at_desk, dana, "c1", [BOB], FORM)
    world.clock.advance(60_000)
    world.texts(BOB, "START")
    world.clock.advance(60_000)

    (outcome,) = desk.unsubscribe(at_desk, dana, "c1", [BOB], FORM)

    assert outcome.changed
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert [entry["after"] for entry in ledger(queries, BOB)] == ["OPTED_OUT", "EXPRESS", "OPTED_OUT"]


def test_a_page_that_switched_marketing_off_can_still_unsubscribe(world, at_desk, dana):
    """Two forms of one page carry the same token; neither may pass for the other."""
    desk.marketing_off(at_desk, dana, Customer("c1", "Bob", numbers=(BOB,)), FORM.token)

    (outcome,) = desk.unsubscribe(at_desk, dana, "c1", [BOB], FORM)

    assert outcome.changed
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT


def test_a_confirmation_goes_once_and_only_to_whom_this_order_opted_out(world, at_desk, dana):
    confirming = replace(FORM, confirm=True)
    desk.unsubscribe(at_desk, dana, "c1", [BOB], confirming)
    desk.unsubscribe(at_desk, dana, "c1", [BOB], replace(confirming, token="t2"))
    world.drains()

    assert len(world.provider.texts_to(BOB)) == 1
    assert "opted out" in world.provider.texts_to(BOB)[0]


def test_a_confirmation_later_than_300_s_is_dropped(world, at_desk, dana):
    desk.unsubscribe(at_desk, dana, "c1", [BOB], replace(FORM, confirm=True))
    world.clock.advance(300_000)
    world.drains()

    assert world.provider.texts_to(BOB) == []


def test_without_the_box_nothing_is_sent(world, at_desk, dana):
    desk.unsubscribe(at_desk, dana, "c1", [BOB], FORM)
    world.drains()

    assert world.provider.texts_to(BOB) == []


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.SUPPORT, set(Permission) - {Permission.WRITE, Permission.EDIT, Permission.ADMINISTER}),
        (Role.AGENT, set(Permission) - {Permission.PROVE, Permission.ADMINISTER}),
        (Role.ADMIN, set(Permission)),
    ],
)
def test_each_role_may_unsubscribe_and_none_may_subscribe(at_desk, role, may):
    member = accounts.add(at_desk, role.value, "Sam", role, PASSWORD)

    assert {permission for permission in Permission if member.may(permission)} == may
    assert not any("subscribe" in p.value and p is not Permission.UNSUBSCRIBE for p in Permission)


def test_support_cannot_write_and_the_attempt_is_in_the_audit_log(world, at_desk):
    sam = accounts.add(at_desk, "sam", "Sam", Role.SUPPORT, PASSWORD)

    with pytest.raises(NotAllowed):
        desk.send(at_desk, sam, Draft(ALICE, "Hello", "service", ""), "c1")
    assert acts(at_desk)[0] == ("Sam", "refused")
    assert world.drains() == 0


def test_marketing_is_switched_off_for_all_numbers_and_nothing_else_changes(world, at_desk, dana):
    bob = Customer("00bob", "Bob", numbers=(BOB, ALICE))
    desk.marketing_off(at_desk, dana, bob, "t9")

    found = [world.deps.store.load(number) for number in bob.numbers]
    assert [(each.marketing.value, each.consent.value) for each in found] == [("off", "UNKNOWN")] * 2


def test_a_right_password_opens_a_session_and_disabling_ends_it_at_once(at_desk, dana):
    assert accounts.sign_in(at_desk, "dana", "wrong password") is None
    assert accounts.sign_in(at_desk, "nobody", PASSWORD) is None
    signed_in = accounts.sign_in(at_desk, " DANA ", PASSWORD)
    assert signed_in is not None
    member, token = signed_in
    assert at_desk.accounts.of_session(token) == member

    assert accounts.disable(at_desk, "dana") == 1
    assert at_desk.accounts.of_session(token) is None
    assert accounts.sign_in(at_desk, "dana", PASSWORD) is None


def test_a_changed_number_is_another_number(at_desk, dana):
    bob = desk.save_customer(at_desk, dana, Customer(at_desk.customers.new_id(), "Bob", numbers=(BOB,)))
    desk.unsubscribe(at_desk, dana, bob.id, [BOB], FORM)
    moved = desk.save_customer(at_desk, dana, with_numbers(bob, (ALICE,)))

    assert (moved.numbers, moved.former_numbers) == ((ALICE,), (BOB,))
    store = at_desk.deps.store
    assert (store.load(BOB).consent.value, store.load(ALICE).consent.value) == ("OPTED_OUT", "UNKNOWN")
