"""Whoever is silent stays so through a restore: broken off, an old START in the log, several journals."""

from dataclasses import dataclass, field

import pytest

from responder.commands.backup import _journals
from responder.domain.proof.recovery import NOT_FINISHED, Recovery
from responder.domain.records import DAY, HOUR, MINUTE, Consent, Marketing, MessageState
from responder.domain.sending.kill_switches import EVERY_SENDER, BadSwitch
from responder.flows.customers.opt_out_lists import with_opt_out
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose, kill_switches
from responder.flows.proof import backup, silence
from responder.flows.proof.last_words import last_words
from responder.ports import StoreUnavailable
from responder.ports.proof import Change, Changed
from tests.flows.proof.test_backup import house, quiet
from tests.people import ALICE, BOB, CAROL, DANA

__all__ = ["house"]


class Killed(Exception):
    """In place of the end of the process."""


def desk_out(world, number):
    compose.unsubscribe(world.deps, number, "desk", DANA, "asked by phone")


def marketing_off(world, number):
    compose.marketing_off(world.deps, number, "desk", DANA, "asked by phone")


def broken_off(world, house, lines, after):
    """A restore over what is here that dies after so many lines."""

    def some():
        for place, line in enumerate(lines):
            if place > after:
                raise Killed
            yield line

    backup.clear(world.deps, house.stores)
    with pytest.raises(Killed):
        backup.restore(world.deps, house.stores, some(), [], quiet)


def written_to(world, number, message_class="service"):
    """What becomes of a message that is written now, with the log fresh; and the texts that left."""
    message, _ = compose.send(world.deps, compose.Draft(number, "After the restore.", message_class, DANA))
    world.log_is_fresh()
    world.drains()
    return world.deps.store.message(message.id), world.provider.texts_to(number)


@pytest.fixture
def torn(world, house, monkeypatch):
    """ALICE is opted out at the desk after the backup; the restore dies between her line and her opt-out."""
    world.texts(ALICE, "START")
    lines = house.backs_up()
    desk_out(world, ALICE)
    commit = silence.commit

    def killed(*_):
        raise Killed

    monkeypatch.setattr(silence, "commit", killed)
    backup.clear(world.deps, house.stores)
    with pytest.raises(Killed):
        house.restores(lines, told=False)
    monkeypatch.setattr(silence, "commit", commit)
    assert house.consent(ALICE) is Consent.EXPRESS  # the backup's record
    return lines


def test_the_opted_out_set_counts_where_a_record_says_less(world, house, torn, queries):
    """Somebody takes the switch off past everything that refuses it: the claim still asks the set (I1)."""
    world.deps.store.allow_sender(EVERY_SENDER)
    world.provider.sent.clear()
    message, sent = written_to(world, ALICE)
    assert (message.state, sent) == (MessageState.REFUSED, [])
    assert "opted out" in message.reason
    assert house.consent(ALICE) is Consent.OPTED_OUT
    assert queries.timeline(ALICE)[-1]["channel"] == "restore"


def test_the_set_of_marketing_counts_where_a_record_says_less(world, house, store, client):
    world.texts(BOB, "START")
    client.sadd(store.keys.marketing_off(store.keys.shard(BOB)), BOB)  # as a record that was lost leaves it
    world.drains()
    world.provider.sent.clear()
    world.clock.advance(6 * HOUR)  # noon: offers may go
    message, sent = written_to(world, BOB, "marketing")
    assert (message.state, sent) == (MessageState.REFUSED, [])
    assert store.load(BOB).marketing is Marketing.OFF


def test_a_start_that_comes_meanwhile_is_not_undone_by_what_the_worker_read(world, store, client):
    """The worker read the set before the START and the record after it."""
    world.texts(BOB, "STOP")
    desk = compose.Draft(BOB, "Hello.", "service", DANA)
    world.texts(BOB, "START")
    compose.send(world.deps, desk)
    client.sadd(store.keys.opted_out(store.keys.shard(BOB)), BOB)
    (work,) = [each for each in store.due("rest", world.clock.now(), 100) if each.number.number == BOB]
    client.srem(store.keys.opted_out(store.keys.shard(BOB)), BOB)
    world.texts(BOB, "thank you")
    assert with_opt_out(world.deps, work).number.consent is Consent.EXPRESS
    assert store.load(BOB).consent is Consent.EXPRESS


@pytest.mark.parametrize("by_somebody", [False, True], ids=["by the restore", "by a person before it"])
def test_nobody_switches_sending_on_while_a_restore_is_not_finished(world, house, at_desk, by_somebody):
    world.texts(ALICE, "START")
    lines = house.backs_up()
    if by_somebody:
        kill_switches.stop_by_command(at_desk, "Robin", EVERY_SENDER, "we move")
    broken_off(world, house, lines, 1)
    with pytest.raises(BadSwitch, match="bin/responder restore"):
        kill_switches.allow_by_command(at_desk, "Robin", EVERY_SENDER)
    assert EVERY_SENDER in world.deps.store.stopped_senders()

    house.restores(lines)
    assert world.deps.store.unfinished() == ""
    assert kill_switches.allow_by_command(at_desk, "Robin", EVERY_SENDER) is by_somebody


def test_every_recovery_says_why_sending_stays_off_and_what_to_do():
    assert set(NOT_FINISHED) == set(Recovery)
    assert all("bin/responder" in said for said in NOT_FINISHED.values())


# -- an old START never undoes a later opt-out

LATER = {"at the desk": desk_out, "by text": lambda world, number: world.texts(number, "STOP")}


@pytest.mark.parametrize("replaced", [False, True], ids=["an empty Redis", "over what is here"])
@pytest.mark.parametrize("how", LATER)
def test_a_start_from_before_an_opt_out_undoes_it_after_no_restore(world, house, how, replaced):
    """STOP, backup, START, an opt-out: the backup says opted out, and the log shows the START alone."""
    world.texts(ALICE, "STOP")
    world.clock.advance(HOUR)
    lines = house.backs_up()
    world.clock.advance(HOUR)
    world.texts(ALICE, "START", sid="SMcameback")
    world.logged(ALICE, "START", world.clock.now(), sid="SMcameback")
    world.clock.advance(HOUR)
    LATER[how](world, ALICE)
    house.journals()
    if replaced:
        backup.clear(world.deps, house.stores)
    else:
        house.loses_everything()
    house.restores(lines, told=not replaced)
    world.clock.advance(MINUTE)
    reconcile(world.deps)
    assert house.consent(ALICE) is Consent.OPTED_OUT


def test_an_opt_out_that_the_backup_knows_is_not_committed_again(world, house, queries):
    world.texts(BOB, "STOP")
    lines = house.backs_up()
    house.journals()
    before = len(queries.timeline(BOB))
    backup.clear(world.deps, house.stores)
    house.restores(lines)
    assert len(queries.timeline(BOB)) == before


# -- marketing alone is kept like an opt-out

MARKETING = {
    "the journal": (True, False),
    "the set that is here": (False, True),
}


@pytest.mark.parametrize("source", MARKETING)
def test_marketing_that_was_switched_off_after_the_backup_stays_off(world, house, source):
    journal, replaced = MARKETING[source]
    world.texts(ALICE, "START")
    lines = house.backs_up()
    marketing_off(world, ALICE)
    house.journals()
    if replaced:
        backup.clear(world.deps, house.stores)
    else:
        house.loses_everything()
    done = house.restores(lines, told=journal)
    found = world.deps.store.load(ALICE)
    assert (found.marketing, found.consent) == (Marketing.OFF, Consent.EXPRESS)
    assert (done.marketing_kept, done.opt_outs_kept) == (1, 0)


def test_a_backup_brings_the_set_of_marketing_back(world, house, store, client):
    marketing_off(world, BOB)
    lines = house.backs_up()
    house.loses_everything()
    house.restores(lines, told=False)
    assert client.sismember(store.keys.marketing_off(store.keys.shard(BOB)), BOB)
    assert store.load(BOB).marketing is Marketing.OFF


def test_a_start_that_switched_marketing_on_again_is_told_by_the_journal(world, house):
    lines = house.backs_up()
    marketing_off(world, ALICE)
    world.texts(ALICE, "START")
    house.journals()
    house.loses_everything()
    house.restores(lines)
    assert world.deps.store.load(ALICE).marketing is Marketing.OK


def test_an_old_start_switches_no_marketing_on_after_a_restore(world, house):
    marketing_off(world, ALICE)
    lines = house.backs_up()
    world.clock.advance(HOUR)
    world.texts(ALICE, "START", sid="SMcameback")
    world.logged(ALICE, "START", world.clock.now(), sid="SMcameback")
    world.clock.advance(HOUR)
    marketing_off(world, ALICE)
    house.journals()
    house.loses_everything()
    house.restores(lines)
    world.clock.advance(MINUTE)
    reconcile(world.deps)
    assert world.deps.store.load(ALICE).marketing is Marketing.OFF


# -- what was answered before is not answered again


@pytest.mark.parametrize("words", ["HELP", "START", "STOP"])
def test_a_text_from_before_a_restore_is_recorded_and_not_answered_again(world, house, words, queries):
    lines = house.backs_up()
    world.clock.advance(MINUTE)
    world.texts(ALICE, words, sid="SManswered")
    world.logged(ALICE, words, world.clock.now(), sid="SManswered")
    world.drains()
    answered = len(world.provider.texts_to(ALICE))
    assert answered == 1
    house.loses_everything()
    world.clock.advance(MINUTE)
    house.restores(lines)
    reconcile(world.deps)
    world.drains()
    assert len(world.provider.texts_to(ALICE)) == answered
    assert [each["kind"] for each in queries.timeline(ALICE)][0] == "inbound"


def test_a_text_from_after_a_restore_is_answered_as_ever(world, house):
    lines = house.backs_up()
    house.loses_everything()
    house.restores(lines)
    world.clock.advance(MINUTE)
    world.logged(ALICE, "HELP", world.clock.now())
    reconcile(world.deps)
    world.drains()
    assert len(world.provider.texts_to(ALICE)) == 1


# -- several journals

OUT, IN = Changed.OPTED_OUT, Changed.OPTED_IN
OFF, ON = Changed.MARKETING_OFF, Changed.MARKETING_ON


@dataclass
class File:
    """One journal: what it says of ALICE, and when (in minutes)."""

    words: list[tuple[Changed, float]] = field(default_factory=list)

    def changes(self):
        return [Change("07", "", ALICE, what, DAY + int(at * MINUTE)) for what, at in self.words]


SEVERAL = {
    "the later file says out": ([[(IN, 10)], [(OUT, 20)]], True),
    "the later file says in": ([[(OUT, 10)], [(OUT, 10), (IN, 20)]], False),
    "the older one says out and in": ([[(OUT, 1), (IN, 2)], [(OUT, 20)]], True),
    "as late as each other": ([[(OUT, 10)], [(IN, 10)]], True),
    "closer than clocks may differ": ([[(OUT, 10)], [(IN, 10.5)]], True),
    "one file decides by its order, whatever its times": ([[(OUT, 20), (IN, 10)]], False),
    "only one names the number": ([[], [(OUT, 20)]], True),
}


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the other way round"])
@pytest.mark.parametrize("topic", ["all texts", "marketing"])
@pytest.mark.parametrize("case", SEVERAL)
def test_several_journals_are_merged_by_time_and_on_doubt_out(case, topic, turned):
    files, silent = SEVERAL[case]
    told = {OUT: OFF, IN: ON} if topic == "marketing" else {OUT: OUT, IN: IN}
    given = [File([(told[what], at) for what, at in words]).changes() for words in files]
    found = last_words(reversed(given) if turned else given)
    named = found.marketing_off if topic == "marketing" else found.opted_out
    assert (ALICE in named) is silent


def test_our_own_journal_is_read_beside_those_that_are_named(tmp_path):
    ours, old = tmp_path / "optouts", tmp_path / "optouts.1"
    ours.touch()
    assert _journals([], ours) == [ours]
    assert _journals([str(old)], ours) == [old, ours]
    assert _journals([str(ours)], ours) == [ours]
    assert _journals([str(old)], tmp_path / "never written") == [old]
    assert _journals([], None) == []


def test_what_the_disk_did_not_confirm_leaves_the_restore_unfinished(world, house, monkeypatch):
    lines = house.backs_up()

    def denied():
        raise StoreUnavailable("the disk did not confirm")

    monkeypatch.setattr(house.archive, "have_on_disk", denied)
    with pytest.raises(StoreUnavailable):
        house.restores(lines)
    assert world.deps.store.unfinished() == Recovery.RESTORE
    assert CAROL not in world.provider.texts_to(CAROL)
