"""Whom the audit log is about: random ids that lead to a number until its person is erased."""

import pytest

from responder.domain.records import Consent
from responder.flows.outbound.compose import unsubscribe
from responder.flows.proof.erase import forget
from responder.store.proof.erasure import Eraser
from responder.store.staff.audit_subjects import AuditSubjects
from tests.people import ALICE, BOB, CAROL


@pytest.fixture
def subjects(world, client):
    return AuditSubjects(client, world.deps.store.keys)


@pytest.fixture
def erases(world, client):
    eraser = Eraser(client, world.deps.store.keys)
    return lambda number: forget(eraser, world.clock, number, "Dana", "asked by letter")


def test_a_number_keeps_its_id_and_the_id_tells_nothing(world, subjects):
    world.texts(BOB, "Hello")
    world.texts(ALICE, "Hello")
    his = subjects.of(BOB)

    assert subjects.of(BOB) == his != subjects.of(ALICE)
    assert BOB[2:] not in his and subjects.is_one(his)
    assert subjects.numbers([his, "p0000000000000000", "id-dana", ""]) == {his: BOB}


def test_an_erasure_leaves_an_id_that_leads_nowhere_and_the_next_one_is_another(
    world, subjects, erases, client
):
    world.texts(BOB, "Hello")
    before = subjects.of(BOB)
    erases(BOB)

    assert subjects.numbers([before]) == {}
    assert all(BOB not in str(client.hgetall(key)) for key in client.scan_iter("*audit*"))
    world.texts(BOB, "Hello again")
    assert subjects.of(BOB) not in ("", before)


def test_nobody_is_named_anew_by_an_act_on_a_page_that_was_read_before_the_erasure(world, subjects, erases):
    world.texts(BOB, "STOP")
    unsubscribe(world.deps, ALICE, "desk", "Dana", "asked on the phone")
    erases(BOB)
    erases(ALICE)

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert [subjects.of(number) for number in (BOB, ALICE, CAROL)] == ["", "", ""]
    assert subjects.known([BOB, ALICE, CAROL]) == set()
    world.texts(BOB, "STOP")
    assert subjects.known([BOB, ALICE]) == {BOB}


def test_two_who_act_at_once_use_one_id(world, subjects, client):
    """The second one asked before the first had written."""
    world.texts(BOB, "Hello")
    first = subjects._made(BOB, world.deps.store.keys.shard(BOB))

    assert subjects._made(BOB, world.deps.store.keys.shard(BOB)) == first
    assert subjects.numbers([first]) == {first: BOB}
