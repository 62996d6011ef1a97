"""Somebody writes a note while its person is erased: nothing of them is written down anew (DESIGN §4)."""

from collections.abc import Callable

import pytest

from responder.domain.customers.customer import Customer
from responder.domain.records import Entry, EntryKind, MessageState
from responder.domain.staff.accounts import Role
from responder.flows.inbox import desk as desk_flow
from responder.flows.inbox.desk import Erased, add_note
from responder.flows.outbound import compose, receipts
from responder.flows.outbound.receipts import Receipt
from responder.flows.proof.erase import forget
from responder.flows.staff import accounts
from responder.store.proof.erasure import Eraser
from tests.flows.proof.test_erase import everything
from tests.people import ALICE, BOB, CAROL, DANA

SECRET = "her husband must not know"


@pytest.fixture
def dana(at_desk):
    return accounts.add(at_desk, "dana", "Dana Roy", Role.AGENT, "correct horse")


@pytest.fixture
def erase(world, client, store) -> Callable[..., None]:
    def act(number: str, eraser: Eraser | None = None) -> None:
        forget(eraser or Eraser(client, store.keys), world.clock, number, DANA, "asked by letter")

    return act


def talks(world, number, *texts):
    world.log_is_fresh()
    for text in texts:
        world.texts(number, text)
    world.drains()


def noting(at_desk, dana, number, life):
    add_note(at_desk, dana, number, SECRET, "conversation", life)


@pytest.mark.parametrize("words", [("START",), ("START", "STOP")], ids=["subscribed", "opted out"])
def test_a_note_on_a_page_that_was_read_before_the_erasure_is_not_kept(
    world, erase, at_desk, dana, client, words
):
    talks(world, ALICE, *words)
    life = world.deps.store.life(ALICE)
    erase(ALICE)

    with pytest.raises(Erased):
        noting(at_desk, dana, ALICE, life)
    assert SECRET not in everything(client)
    assert (world.deps.store.life(ALICE) == "") is (len(words) == 1)
    assert "note not kept" in [each.action for each in at_desk.audit.newest(3)]


def test_a_note_just_before_the_erasure_goes_with_it(world, erase, at_desk, dana, client):
    talks(world, ALICE, "START")
    noting(at_desk, dana, ALICE, world.deps.store.life(ALICE))
    assert SECRET in everything(client)
    erase(ALICE)

    assert SECRET not in everything(client)


def test_a_note_while_the_erasure_runs_survives_at_no_moment(world, erase, at_desk, dana, client, store):
    """Between any two steps of the erasure somebody sends the form that they had open."""
    talks(world, ALICE, "START")
    at_desk.customers.save(Customer(at_desk.customers.new_id(), "Alice Roy", numbers=(ALICE,)), 1)
    life = store.life(ALICE)

    class Interrupted(Eraser):
        """An eraser with somebody at the desk who writes after each of its steps."""

        def find(self, number):
            found = super().find(number)
            if not written:
                self.write()
            return found

        def erase(self, remains):
            done = super().erase(remains)
            self.write()
            return done

        def people(self, number):
            self.write()
            done = super().people(number)
            self.write()
            return done

        def write(self):
            try:
                noting(at_desk, dana, ALICE, life)
                written.append("kept")
            except Erased:
                written.append("refused")

    written = []
    erase(ALICE, Interrupted(client, store.keys))
    assert written == ["kept", "kept", "refused", "refused", "refused"]
    assert (SECRET in everything(client), store.life(ALICE)) == (False, "")


def test_a_note_on_a_customer_who_never_texted_is_not_left_behind(world, erase, at_desk, dana, client, store):
    """There was no timeline when the page was read, and the customer goes last."""
    at_desk.customers.save(Customer(at_desk.customers.new_id(), "Carol Roy", numbers=(CAROL,)), 1)

    class Interrupted(Eraser):
        def people(self, number):
            noting(at_desk, dana, CAROL, "")
            return super().people(number)

    erase(CAROL, Interrupted(client, store.keys))
    with pytest.raises(Erased):
        noting(at_desk, dana, CAROL, "")
    assert SECRET not in everything(client)
    assert CAROL not in everything(client)


def test_a_customer_who_never_texted_can_have_a_note(world, at_desk, dana, client):
    at_desk.customers.save(Customer(at_desk.customers.new_id(), "Carol Roy", numbers=(CAROL,)), 1)
    noting(at_desk, dana, CAROL, "")
    noting(at_desk, dana, CAROL, world.deps.store.life(CAROL))

    assert everything(client).count(SECRET) == 2


def test_the_next_life_of_an_erased_number_takes_no_note_of_the_last_one(world, erase, at_desk, dana, client):
    """ALICE was erased and writes again: the page of then is not hers."""
    talks(world, ALICE, "START")
    life = world.deps.store.life(ALICE)
    erase(ALICE)
    talks(world, ALICE, "Hello")

    with pytest.raises(Erased):
        noting(at_desk, dana, ALICE, life)
    assert SECRET not in everything(client)


def test_a_report_of_the_provider_on_an_erased_message_writes_nothing(world, erase, client, store):
    """The alarm about a second provider id stands in the timeline; there is none any more."""
    talks(world, BOB, "START")
    message, _ = compose.send(world.deps, compose.Draft(BOB, "Your car is ready.", "service", DANA))
    world.drains()
    known = store.message(message.id)
    erase(BOB)

    receipts.alarm_sent_twice(world.deps, known)
    receipts.record_receipt(world.deps, known.id, Receipt("SM" + "9" * 32, MessageState.DELIVERED))
    assert BOB not in everything(client)


def test_what_nobody_names_a_life_for_is_written_whatever_happened(world, store):
    """A refusal is a new fact of its own: staff tried to write to whoever this is."""
    assert store.append_note(CAROL, Entry(1, EntryKind.REFUSED, reason="switched off"))
    assert store.life(CAROL)


def test_the_desk_is_told(world, erase, at_desk, dana):
    talks(world, ALICE, "START")
    life = world.deps.store.life(ALICE)
    erase(ALICE)
    with pytest.raises(desk_flow.Erased):
        noting(at_desk, dana, ALICE, life)


@pytest.mark.parametrize("moment", ["gate", "life"])
@pytest.mark.parametrize("words", [("START",), ("STOP",)], ids=["who is gone", "who stays silent"])
def test_a_refusal_is_noted_with_nobody_who_was_erased_meanwhile(
    world, erase, client, monkeypatch, moment, words
):
    """Between the gate's word and the note, or just before the note is written."""
    talks(world, ALICE, *words)
    world.deps.store.stop_sender("all", "holidays")
    place = (compose, "gate") if moment == "gate" else (world.deps.store, "life")
    real = getattr(*place)

    def erased_meanwhile(*given):
        said = real(*given)
        monkeypatch.setattr(*place, real)
        erase(ALICE)
        return said

    monkeypatch.setattr(*place, erased_meanwhile)
    with pytest.raises(compose.Refusal):
        compose.send(world.deps, compose.Draft(ALICE, SECRET, "service", DANA))
    left = everything(client)
    assert SECRET not in left and '"refused"' not in left
