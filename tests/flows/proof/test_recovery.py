"""A Redis that is older than its journal, or another one, is treated as a restore (I1, I2, I7)."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from responder.adapters.proof import journal as journal_file
from responder.adapters.proof.journal import FileJournal, read_changes
from responder.commands.doctor import diagnosis
from responder.domain.proof.recovery import ANSWERS_ONLY, Recovery
from responder.domain.records import DAY, HOUR, MINUTE, SECOND, Consent, Marketing, MessageState
from responder.domain.sending.kill_switches import BUT_ANSWERS, EVERY_SENDER, BadSwitch
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose, kill_switches
from responder.flows.proof import backup, journal, recovery
from responder.flows.proof.journal import MISSING, OLDER, OTHER, StoreBehind
from responder.ports.proof import JournalUnavailable
from responder.store.quarantine import RedisAside
from tests.flows.proof.test_backup import House, house
from tests.people import ALICE, BOB, CAROL, DANA
from workers import relay as relay_process
from workers.aside import Aside

__all__ = ["house"]

Snapshot = dict[str, bytes]


def snapshot(client) -> Snapshot:
    """All that Redis holds now, as a disk's snapshot holds it."""
    return {key: client.execute_command("DUMP", key, NEVER_DECODE=True) for key in client.scan_iter()}


def put_back(client, kept: Snapshot) -> None:
    """Redis is as it was then."""
    client.flushall()
    for key, value in kept.items():
        client.restore(key, 0, value)


@dataclass
class Relay:
    """The relay's keeper of the journal, on the store that is there."""

    house: House

    @property
    def work(self) -> recovery.Recovering:
        return recovery.Recovering(self.house.world.deps, self.house.stores, self.house.keeping)

    def looks(self) -> int:
        """What it does once a second."""
        return recovery.keep_journal(self.work)

    def notes_it(self) -> None:
        """Time enough passes for the state beside the journal to be written."""
        for _ in range(3):
            self.house.world.clock.advance(MINUTE)
            self.looks()


@pytest.fixture
def relay(house) -> Relay:
    made = Relay(house)
    made.notes_it()
    return made


@pytest.fixture
def older(house, client) -> Callable[[], None]:
    """Takes a snapshot now; called, it puts that back."""
    kept = snapshot(client)
    return lambda: put_back(client, kept)


def out(world, number: str) -> None:
    compose.unsubscribe(world.deps, number, "desk", DANA, "asked by phone")


def no_offers(world, number: str) -> None:
    compose.marketing_off(world.deps, number, "desk", DANA, "asked by phone")


def empty(client, older) -> None:
    client.flushall()


def snapshot_put_back(client, older) -> None:
    older()


def another_redis(client, older) -> None:
    """It has a history of its own, with as many notes and changes."""
    older()
    client.hset("r:{garage:meta}:proof", journal.STORE_ID, "somebody else's")
    client.hset("r:{garage:meta}:proof", journal.BEATS, 1_000)


LOST = {"an empty disk": empty, "a snapshot that was put back": snapshot_put_back, "another": another_redis}


@pytest.mark.parametrize("how", LOST)
def test_whoever_the_journal_names_is_silent_again_and_nothing_leaves(
    world, house, relay, older, client, how
):
    out(world, ALICE)
    no_offers(world, BOB)
    relay.looks()
    LOST[how](client, older)
    world.texts(CAROL, "START")
    world.log_is_fresh()
    compose.send(world.deps, compose.Draft(CAROL, "Your car is ready.", "service", DANA))

    relay.looks()
    assert house.consent(ALICE) is Consent.OPTED_OUT
    assert world.deps.store.load(BOB).marketing is Marketing.OFF
    assert BUT_ANSWERS in world.deps.store.stopped_senders()
    world.drains()
    assert world.provider.sent == []

    world.texts(CAROL, "STOP")  # the journal goes on, and knows the store from here on
    relay.notes_it()
    told = {change.number: change.what.value for change in read_changes(house.path)}
    assert told[ALICE] == told[CAROL] == "opted_out"
    assert journal.behind(house.keeping.journal, house.keeping.notes.read()) == ""


def test_stop_and_help_are_answered_once_the_outbox_is_dropped_and_nothing_else_leaves(
    world, house, relay, client
):
    client.flushall()
    world.texts(BOB, "HELP")  # before the relay has looked: as old as what may have left
    relay.looks()
    world.texts(ALICE, "STOP")
    world.texts(CAROL, "HELP")
    world.log_is_fresh()
    with pytest.raises(compose.Refusal, match="switched off"):
        compose.send(world.deps, compose.Draft(CAROL, "Your car is ready.", "service", DANA))
    for _ in range(3):
        world.drains()
        world.clock.advance(5_000)
    assert sorted(sent.to for sent in world.provider.sent) == sorted([ALICE, CAROL])
    (switch,) = world.deps.store.stop_switches()
    assert switch.why == ANSWERS_ONLY


def test_what_a_person_switched_off_stays_off_for_answers_too(world, house, relay, at_desk, client):
    client.flushall()
    kill_switches.stop_by_command(at_desk, "Robin", EVERY_SENDER, "we move")
    relay.looks()
    world.texts(ALICE, "STOP")
    world.drains()
    assert world.provider.sent == []
    assert [switch.why for switch in world.deps.store.stop_switches()] == ["we move"]


def test_what_left_since_the_snapshot_does_not_leave_again(world, house, relay, client):
    world.texts(ALICE, "START")
    message, _ = compose.send(world.deps, compose.Draft(ALICE, "Your car is ready.", "service", DANA))
    relay.notes_it()
    kept = snapshot(client)
    world.log_is_fresh()
    world.clock.advance(1)
    world.drains()
    sent = len(world.provider.sent)
    assert sent == 2
    relay.notes_it()
    put_back(client, kept)
    relay.looks()
    assert world.deps.store.message(message.id).state is MessageState.DROPPED
    world.deps.store.allow_sender(EVERY_SENDER)
    world.log_is_fresh()
    world.drains()
    assert len(world.provider.sent) == sent


def test_an_older_copy_of_itself_is_known_although_no_opt_out_came_since(world, house, relay, older):
    relay.notes_it()
    older()
    with pytest.raises(StoreBehind, match=OLDER):
        journal.tail(house.keeping)


def test_another_redis_is_known_by_its_name_alone(world, house, relay, client):
    """It lacks no change that the journal ends with, and has counted further."""
    client.hset(house.keys.proof, mapping={journal.STORE_ID: "somebody else's", journal.BEATS: 1_000})
    with pytest.raises(StoreBehind, match=OTHER):
        journal.tail(house.keeping)


def test_one_note_that_a_power_cut_took_is_no_older_redis(world, house, relay, client):
    """Redis synced once a second, and lost the last one: the state beside the journal is a note behind."""
    kept = snapshot(client)
    world.clock.advance(MINUTE)
    relay.looks()
    put_back(client, kept)
    assert relay.looks() == 0
    assert EVERY_SENDER not in world.deps.store.stopped_senders()


def test_a_relay_and_a_redis_that_start_again_are_no_recovery(world, house, relay):
    out(world, ALICE)
    relay.looks()
    house.keeping.journal._close()
    object.__setattr__(house.keeping, "journal", FileJournal(house.path))
    out(world, BOB)
    assert relay.looks() == 1
    recovery.stop_if_behind(relay.work)
    assert world.deps.store.unfinished() == "" and not world.deps.store.stopped_senders()


def test_a_process_that_starts_on_a_copy_of_just_now_sends_nothing(world, house, relay, older):
    """No note was written since the copy was made: the change that the journal ends with tells alone (I7)."""
    out(world, ALICE)
    relay.looks()
    older()
    assert journal.behind(house.keeping.journal, house.keeping.notes.read()) == ""

    recovery.stop_if_behind(relay.work)

    assert EVERY_SENDER in world.deps.store.stopped_senders()


def test_a_copy_of_a_quarter_of_a_minute_ago_is_known_although_no_opt_out_came_since(
    world, house, relay, older
):
    """What left since would leave again (I7)."""
    for _ in range(15):
        world.clock.advance(SECOND)
        relay.looks()
    older()

    recovery.stop_if_behind(relay.work)

    assert EVERY_SENDER in world.deps.store.stopped_senders()


@pytest.mark.parametrize("end", [16, 1 << 20])
def test_how_far_a_journal_tells_is_read_by_who_does_not_write_it(world, house, relay, monkeypatch, end):
    monkeypatch.setattr(journal_file, "END", end)
    assert FileJournal(house.path.with_name("none")).read_mark() is None
    for number in (ALICE, BOB):
        out(world, number)
        relay.looks()
        assert FileJournal(house.path).read_mark() == house.keeping.journal.mark()


def test_a_journal_from_before_this_has_only_its_mark_to_tell(world, house, relay, client):
    """No state stands beside it yet: the change that it ends with is missing."""
    out(world, ALICE)
    relay.looks()
    house.path.with_name(f"{house.path.name}.store").unlink()
    client.flushall()
    with pytest.raises(StoreBehind, match=MISSING):
        journal.tail(house.keeping)


def test_sending_is_switched_on_only_after_the_log_was_read(world, house, relay, at_desk, client):
    out(world, ALICE)
    relay.looks()
    client.flushall()
    world.log_is_fresh()
    relay.looks()
    relay.looks()
    with pytest.raises(BadSwitch, match="bin/responder doctor"):
        kill_switches.allow_by_command(at_desk, "Robin", EVERY_SENDER)

    world.clock.advance(MINUTE)
    world.logged(BOB, "STOP", world.clock.now() - 1)
    reconcile(world.deps)
    relay.looks()
    assert house.consent(BOB) is Consent.OPTED_OUT
    assert world.deps.store.unfinished() == ""
    assert BUT_ANSWERS in world.deps.store.stopped_senders()  # a person looks first
    assert kill_switches.allow_by_command(at_desk, "Robin", EVERY_SENDER)


class Killed(Exception):
    """In place of the end of the process."""


def test_a_recovery_that_was_broken_off_begins_anew(world, house, relay, client, monkeypatch):
    out(world, ALICE)
    out(world, BOB)
    relay.looks()
    client.flushall()
    calls = []
    real = recovery.keep_silent

    def dies(*given: Any) -> int:
        if calls:
            raise Killed
        calls.append(given)
        return real(*given)

    monkeypatch.setattr(recovery, "keep_silent", dies)
    with pytest.raises(Killed):
        relay.looks()
    assert world.deps.store.unfinished() == Recovery.JOURNAL
    monkeypatch.setattr(recovery, "keep_silent", real)
    relay.looks()
    assert house.consent(ALICE) is house.consent(BOB) is Consent.OPTED_OUT
    assert house.keeping.notes.read()[recovery.MERGED_AT]


def test_whoever_came_back_since_stays_silent_until_they_say_it_again(world, house, relay, client):
    """The snapshot says opted out, the journal says back again: only the customer opts in (I3)."""
    out(world, ALICE)
    relay.notes_it()
    kept = snapshot(client)
    world.texts(ALICE, "START")
    relay.notes_it()
    put_back(client, kept)
    relay.looks()
    assert house.consent(ALICE) is Consent.OPTED_OUT


def test_an_old_start_of_the_log_undoes_no_later_opt_out(world, house, relay, client):
    world.texts(ALICE, "STOP")
    relay.notes_it()
    kept = snapshot(client)
    world.clock.advance(HOUR)
    world.texts(ALICE, "START", sid="SMback")
    world.logged(ALICE, "START", world.clock.now(), sid="SMback")
    world.clock.advance(HOUR)
    out(world, ALICE)
    relay.notes_it()
    put_back(client, kept)
    relay.looks()
    world.clock.advance(MINUTE)
    reconcile(world.deps)
    assert house.consent(ALICE) is Consent.OPTED_OUT


def test_whoever_was_erased_since_is_erased_again_and_whoever_came_after_it_stays(
    world, house, relay, client, queries
):
    world.texts(ALICE, "my wife is in hospital")
    world.texts(BOB, "hello")
    relay.notes_it()
    kept = snapshot(client)
    house.forgets(ALICE)
    house.forgets(BOB)
    relay.notes_it()
    put_back(client, kept)
    world.clock.advance(DAY)
    world.texts(BOB, "it is me again")
    relay.looks()
    assert queries.timeline(ALICE) == []
    assert [entry["body"] for entry in queries.timeline(BOB)] == ["hello", "it is me again"]


def test_a_start_of_a_process_stops_sending_before_the_relay_has_looked(world, house, relay, client):
    client.flushall()
    recovery.stop_if_behind(relay.work)
    assert EVERY_SENDER in world.deps.store.stopped_senders()
    assert world.deps.store.unfinished() == Recovery.JOURNAL


def test_a_state_that_cannot_be_read_is_an_alarm_and_stops_no_start(world, house, relay):
    house.path.with_name(f"{house.path.name}.store").write_text("{}")
    recovery.stop_if_behind(relay.work)
    assert relay.looks() == 0
    assert ".store" in house.keeping.notes.read()[journal.PROBLEM]


def test_a_journal_that_cannot_be_read_keeps_sending_off_and_says_why(
    world, house, relay, client, monkeypatch
):
    client.flushall()

    def unreadable():
        raise JournalUnavailable("optouts.journal: Input/output error")

    monkeypatch.setattr(house.keeping.journal, "changes", unreadable)
    for _ in range(2):
        assert relay.looks() == 0
    assert EVERY_SENDER in world.deps.store.stopped_senders()
    assert world.deps.store.unfinished() == Recovery.JOURNAL
    assert "Input/output" in house.keeping.notes.read()[journal.PROBLEM]


@pytest.mark.parametrize("replaced", [False, True], ids=["an empty Redis", "over what is here"])
def test_a_restored_backup_is_no_older_redis(world, house, relay, client, replaced):
    out(world, ALICE)
    lines = house.backs_up()
    out(world, BOB)
    relay.notes_it()
    if replaced:
        backup.clear(world.deps, house.stores)
    else:
        client.flushall()
    house.restores(lines)
    relay.looks()
    assert world.deps.store.unfinished() == "" and not world.deps.store.stopped_senders()
    assert house.consent(BOB) is Consent.OPTED_OUT
    relay.notes_it()
    assert journal.behind(house.keeping.journal, house.keeping.notes.read()) == ""


def test_a_relay_that_runs_while_a_restore_is_unfinished_leaves_that_alone(world, house, relay, client):
    client.flushall()
    backup.clear(world.deps, house.stores)
    assert relay.looks() == 0
    assert world.deps.store.unfinished() == Recovery.RESTORE
    assert house.keeping.notes.read().get(recovery.MERGED_AT) is None


def test_opt_outs_are_copied_while_a_restore_over_what_is_here_is_unfinished(world, house, relay):
    """One that was broken off may stay so for hours: STOP is taken meanwhile, and must outlive the disk."""
    backup.clear(world.deps, house.stores)
    world.texts(ALICE, "STOP")
    assert relay.looks() == 1
    assert world.deps.store.unfinished() == Recovery.RESTORE
    assert [change.number for change in read_changes(house.path)] == [ALICE]


def test_the_state_beside_the_journal_is_private_and_names_nobody(house, relay):
    beside = house.path.with_name(f"{house.path.name}.store")
    assert beside.stat().st_mode & 0o077 == 0
    assert set(json.loads(beside.read_text())) == {"store_id", "beats"}


@pytest.mark.parametrize(
    ("found", "merged_at", "do"),
    [
        ("", "", ""),
        (Recovery.RESTORE, "", "bin/responder restore FILE --replace"),
        (Recovery.JOURNAL, "", "bin/responder relay"),
        (Recovery.JOURNAL, "5", "bin/responder reconcile"),
    ],
)
def test_doctor_says_what_is_unfinished_and_what_to_do(store, house, found, merged_at, do):
    store.set_unfinished(found)
    house.keeping.notes.write({recovery.MERGED_AT: merged_at})
    row = diagnosis._recovery(SimpleNamespace(store=store, keeping=house.keeping))
    assert row.ok is (not found)
    assert not found or (do in row.said and "I1" in row.said)


def test_whoever_was_erased_and_had_opted_out_is_erased_again(world, house, relay, client, queries):
    """Keeping them silent makes their record newer than the erasure."""
    world.texts(ALICE, "my wife is in hospital")
    relay.notes_it()
    kept = snapshot(client)
    world.clock.advance(MINUTE)
    world.texts(ALICE, "STOP")
    world.drains()
    relay.looks()
    house.forgets(ALICE)
    relay.notes_it()
    put_back(client, kept)
    relay.looks()
    assert house.consent(ALICE) is Consent.OPTED_OUT
    assert [entry["kind"] for entry in queries.timeline(ALICE)] == ["erasure"]


def test_a_restore_that_follows_a_recovery_stops_answers_too_until_it_is_done(world, house, relay, client):
    lines = house.backs_up()
    client.flushall()
    relay.looks()
    backup.clear(world.deps, house.stores)
    world.texts(ALICE, "HELP")
    world.drains()
    assert world.provider.sent == []
    house.restores(lines)
    assert world.deps.store.stop_switches() == []


def test_the_switch_of_a_recovery_in_the_backup_lets_no_answer_leave_meanwhile(world, house, relay, client):
    world.deps.store.stop_sender("+14155550199", "the line is down", "Robin", 1)
    client.flushall()
    relay.looks()
    world.deps.store.stop_sender("+14155550199", "the line is down", "Robin", 1)
    lines = house.backs_up()
    client.flushall()

    def dies():
        yield from lines[:-1]
        raise Killed

    with pytest.raises(Killed):
        backup.restore(world.deps, house.stores, dies(), [], lambda done, everything: None)
    assert [each.stops for each in world.deps.store.stop_switches() if each.sender == EVERY_SENDER] == ["all"]
    house.restores(lines)
    assert [each.why for each in world.deps.store.stop_switches()] == ["the line is down"]


def test_no_reading_makes_a_redis_fresh_before_the_journal_was_looked_at(world, house, relay, older, client):
    """It went back by some seconds; the relay's reading begins before its look of that second."""
    out(world, ALICE)
    relay.looks()
    older()
    aside = Aside(RedisAside(client, house.keys), world.clock)
    relay_process._was_read(relay_process.LogWork(world.deps, None, relay.looks), aside)
    assert house.consent(ALICE) is Consent.OPTED_OUT
    assert BUT_ANSWERS in world.deps.store.stopped_senders()


def test_one_thread_looks_at_the_journal_at_a_time(relay):
    work = relay.work
    with work.turn, ThreadPoolExecutor(1) as other:
        looks = other.submit(recovery.keep_journal, work)
        assert not looks.done()
        work.turn.release()
        assert looks.result(60) == 0
        work.turn.acquire()
