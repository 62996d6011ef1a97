"""Memory of Redis is full: whoever opts out is heard and confirmed, and what grows waits before that."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest

from responder.adapters.rq_queue import RqJobs, make_queue
from responder.domain.customers.csv_text import rows
from responder.domain.records import Consent, Marketing, MessageState
from responder.domain.staff.accounts import Role, StaffMember
from responder.flows.customers import number_lists, opt_out_lists
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from responder.flows.outbound.receipts import provider_blocked
from responder.ports import FarRead, StoreUnavailable
from responder.ports.desk import AuditEntry
from responder.store import always
from responder.store.account_keys import AccountKeys
from responder.store.connection import FAILURES, connect_queue
from responder.store.core.api_keys import RedisApiKeys
from responder.store.core.unknown_outcomes import UnresolvedMessages
from responder.store.inbox.form_tokens import FormTokens
from responder.store.proof.opt_out_changes import Notes
from responder.store.staff.accounts import AccountStore, AuditLog
from responder.store.staff.second_factors import RedisSecondFactors
from tests.flows.campaigns.campaign import open_campaign
from tests.full_memory import full, nearly_full
from tests.people import ALICE, BOB, DANA
from workers.relay import look_after_outbox

SERVICE = Draft(ALICE, "Your car is ready.", "service", DANA)


@pytest.fixture(autouse=True)
def looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(always, "LOOK_EVERY", 0)


def quiet(done, everything):
    """For whoever does not want to be told."""


def listed(text: str) -> object:
    return rows(text.splitlines(keepends=True))


CLOSED: dict[str, Callable[[object], object]] = {
    "desk": lambda world: compose.unsubscribe(world.deps, ALICE, "desk", DANA, "asked"),
    "api": lambda world: compose.unsubscribe(world.deps, ALICE, "api", DANA, "asked"),
    "import": lambda world: opt_out_lists.take_over(
        world.deps, listed(f"phone\n{ALICE}\n"), DANA, "list", quiet
    ),
    "provider": lambda world: provider_blocked(world.deps, world.waiting, world.clock.now()),
    "text": lambda world: world.texts(ALICE, "STOP"),
}


@pytest.mark.parametrize("door", CLOSED)
def test_every_door_that_opts_out_is_open(world, client, door):
    world.log_is_fresh()
    world.waiting, _ = compose.send(world.deps, SERVICE)
    with full(client):
        CLOSED[door](world)
    assert world.deps.store.load(ALICE).consent is Consent.OPTED_OUT


def test_marketing_is_switched_off_and_a_number_that_ended_has_no_consent(world, client):
    world.texts(ALICE, "START")
    world.texts(BOB, "START")
    with full(client):
        compose.marketing_off(world.deps, ALICE, "desk", DANA, "asked")
        number_lists.end_consents(world.deps, listed(f"phone\n{BOB}\n"), DANA, "gone.csv", quiet)
    assert world.deps.store.load(ALICE).marketing is Marketing.OFF
    assert world.deps.store.load(BOB).consent is Consent.UNKNOWN


def test_what_grows_is_refused(world, client):
    world.log_is_fresh()
    with full(client), pytest.raises(StoreUnavailable, match="OOM"):
        compose.send(world.deps, SERVICE)


def test_a_stop_wakes_a_worker_and_its_confirmation_leaves(world, client):
    with full(client):
        world.texts(BOB, "STOP")
        assert world.jobs.wakes == 1
        world.drains()
    assert len(world.provider.texts_to(BOB)) == 1


def test_a_held_message_of_staff_keeps_no_confirmation_back(world, client):
    compose.send(world.deps, SERVICE)  # held: nobody has read the log
    with full(client):
        world.texts(BOB, "STOP")
        world.drains()
    assert len(world.provider.texts_to(BOB)) == 1
    assert world.provider.texts_to(ALICE) == []


WRITES = {
    "how far the log is read": lambda world, _: world.log_is_fresh(),
    "a far reading": lambda world, _: world.deps.store.note_far_read(ALICE, FarRead(1, 1)),
    "a gap": lambda world, _: world.deps.store.note_gap("a test", 1),
    "gaps that are read": lambda world, _: world.deps.store.gaps_read(world.deps.store.gaps()),
    "who listens": lambda world, _: world.deps.store.listens("web"),
    "who listens no more": lambda world, _: world.deps.store.stops_listening("web", 1),
    "a wish to read the log": lambda world, _: world.deps.store.request_log_read(),
    "a note on the log": lambda world, _: world.deps.store.note_log("name", "value"),
    "a stop switch": lambda world, _: world.deps.store.stop_sender("all", "why"),
    "a wake of the relay's": lambda world, _: world.deps.store.request_wake(),
    "a mark of an unknown message": lambda world, client: UnresolvedMessages(
        client, world.deps.store.keys
    ).noted_absent(world.unknown, 1),
    "a form": lambda world, client: FormTokens(client, world.deps.store.keys).begin("token"),
    "a form's end": lambda world, client: FormTokens(client, world.deps.store.keys).end("token", "/"),
    "a key's use": lambda world, client: RedisApiKeys(client, world.deps.store.keys).used("id", 1),
    "an act of staff": lambda world, client: AuditLog(client, world.deps.store.keys).record(
        AuditEntry(1, "id-dana", DANA, "unsubscribe")
    ),
    "a session": lambda world, client: AccountStore(client, world.deps.store.keys).open_session(
        StaffMember("id-dana", "dana", DANA, Role.AGENT, "hash"), 1
    ),
    "half a sign-in": lambda world, client: RedisSecondFactors(client, world.deps.store.keys).open_half(
        StaffMember("id-dana", "dana", DANA, Role.AGENT, "hash")
    ),
    "a code of a second factor": lambda world, client: RedisSecondFactors(
        client, world.deps.store.keys
    ).use_step("id-dana", 5),
    "a note on the journal": lambda world, client: Notes(client, world.deps.store.keys).write({"a": "b"}),
}
"""What must be written so that opt-outs are taken, confirmed and obeyed."""


@pytest.mark.parametrize("write", WRITES)
def test_what_silence_needs_is_written(world, client, write):
    world.unknown = compose.send(world.deps, SERVICE)[0]
    client.hset(world.deps.store.keys.message(world.unknown.id), "state", "unknown")
    client.hset(AccountKeys(world.deps.store.keys).second_factor("id-dana"), "last_step", 1)
    with full(client):
        WRITES[write](world, client)


def test_nearly_full_staff_and_messages_to_many_wait_and_say_why_while_answers_leave(world, client):
    world.log_is_fresh()
    waiting, _ = compose.send(world.deps, SERVICE)
    with nearly_full(client):
        world.texts(BOB, "STOP")
        world.drains()
        assert len(world.provider.texts_to(BOB)) == 1
        assert world.provider.texts_to(ALICE) == []
        found = world.deps.store.message(waiting.id)
        assert found.state is MessageState.QUEUED
        assert found.reason.startswith("Waiting because the memory of Redis is nearly full")
    world.clock.advance(6_000)
    world.log_is_fresh()
    world.drains()
    assert len(world.provider.texts_to(ALICE)) == 1


def test_nearly_full_no_message_to_many_is_made(world, client):
    campaign = open_campaign(world, client)
    campaign.customers(3)
    world.log_is_fresh()
    sending = campaign.started()
    with nearly_full(client):
        campaign.looks()
        assert campaign.counts(sending).waiting == 0
    campaign.later(6_000)
    campaign.looks()
    assert campaign.counts(sending).waiting == 3


def test_a_confirmation_leaves_although_the_queue_takes_no_job(world, client, redis_url):
    """RQ's database is usually on the same server: its jobs are refused, and its worker ends."""
    queue = connect_queue(redis_url.replace("db=0", "db=1"), 5.0)
    world.deps = replace(world.deps, jobs=RqJobs(make_queue(queue, "garage"), FAILURES))
    with full(client):
        world.texts(BOB, "STOP")
        client.delete(world.deps.store.keys.wake)  # its five seconds are over
        look_after_outbox(world.deps, Event(), lambda: False)
    queue.close()
    assert len(world.provider.texts_to(BOB)) == 1
