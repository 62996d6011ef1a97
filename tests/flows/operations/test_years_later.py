"""Years later: nothing that the product does by itself loses a consent or an opt-out (US-25, US-29)."""

import pytest

from responder.adapters.proof.journal import FileJournal
from responder.domain.consent.basis import Fact
from responder.domain.records import DAY, Consent
from responder.flows.campaigns import auto_pause
from responder.flows.inbound import basis, rescan
from responder.flows.inbound.reconcile import reconcile
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.compose import Draft, Refusal
from responder.flows.proof import journal
from responder.ports.proof import Keeping
from responder.store.inbox.reviews import RedisReviews
from responder.store.proof.ledger import Ledgers
from responder.store.proof.opt_out_changes import Changes, Notes
from tests.flows.campaigns.campaign import bulk_deps
from tests.people import ALICE, BOB, DANA


@pytest.fixture
def duties(world, client, tmp_path):
    """What the relay and a worker do without anybody asking."""
    keys = world.deps.store.keys
    keeping = Keeping(
        business="garage",
        clock=world.clock,
        chains=Ledgers(client, keys),
        changes=Changes(client, keys),
        notes=Notes(client, keys),
        signer=None,
        offsite=None,
        journal=FileJournal(tmp_path / "optouts.journal"),
    )

    def done() -> None:
        reconcile(world.deps)
        deliver.relay(world.deps)
        world.drains()
        journal.tail(keeping)
        for look in (auto_pause.watch, auto_pause.alarms):
            look(bulk_deps(world.deps, client))
        rescan.when_due(world.deps, RedisReviews(client, keys))

    return done


@pytest.mark.parametrize("years", [4, 5, 11])
def test_what_proves_a_consent_or_an_opt_out_is_kept(world, queries, client, duties, years):
    """US-25, US-29, ST-04, CA-13: no duty deletes it and no key runs out."""
    today = world.deps.law.today(ALICE, world.clock.now())
    agreed = Fact("express", today, DANA, "Yes, text me offers. I can stop any time.", "paper")
    basis.record(world.deps, ALICE, agreed, "desk")
    world.log_is_fresh()
    compose.send(world.deps, Draft(ALICE, "Your car is ready.", "service", DANA))
    world.texts(BOB, "START")
    world.texts(BOB, "Stop!")
    duties()
    kept = {number: queries.timeline(number) for number in (ALICE, BOB)}
    for _ in range(years):
        world.clock.advance(366 * DAY)
        duties()

    assert {number: queries.timeline(number) for number in (ALICE, BOB)} == kept
    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert client.sismember(world.deps.store.keys.opted_out(world.deps.store.keys.shard(BOB)), BOB)
    with pytest.raises(Refusal, match="opted out"):
        compose.send(world.deps, Draft(BOB, "Winter tires are in.", "service", DANA))
    mortal = {key for key in client.scan_iter() if client.ttl(key) >= 0}
    assert not {key for key in mortal if ALICE in key or BOB in key}
    proof = [*world.deps.store.keys.of_commit(ALICE), *world.deps.store.keys.of_commit(BOB)]
    assert not mortal & set(proof)
