"""An order that names several numbers: that one of them is erased takes nothing from the others."""

from dataclasses import replace

import pytest

from responder.domain.records import Consent
from responder.domain.staff.accounts import Role
from responder.flows.inbox import desk
from responder.flows.inbox.desk import Unsubscribe
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.flows.proof.erase import forget
from responder.flows.staff import accounts
from responder.store.proof.erasure import Eraser
from tests.flows.campaigns.campaign import number, open_campaign
from tests.flows.shop import PASSWORD, desk_deps
from tests.people import ALICE, DANA

WISH = "api:key1:order 5"


@pytest.fixture
def eraser(world, client):
    return Eraser(client, world.deps.store.keys)


@pytest.fixture
def neighbour(world):
    """A number whose keys lie beside ALICE's."""
    keys = world.deps.store.keys
    return next(each for each in map(number, range(200)) if keys.shard(each) == keys.shard(ALICE))


def erase(world, eraser, who):
    forget(eraser, world.clock, who, DANA, "asked by letter")


def test_an_opt_out_of_the_desk_reaches_the_second_number_although_the_first_was_erased(
    world, client, eraser, neighbour
):
    """One form for two numbers; cut off after the first, which is erased, it is sent again."""
    made = desk_deps(world.deps, client)
    dana = accounts.add(made, "dana", "Dana Roy", Role.AGENT, PASSWORD)
    form = Unsubscribe("phone", "asked", False, "token5")
    desk.unsubscribe(made, dana, "c1", [ALICE], form)
    erase(world, eraser, ALICE)
    desk.unsubscribe(made, dana, "c1", [ALICE, neighbour], form)

    assert world.deps.store.load(neighbour).consent is Consent.OPTED_OUT


def test_a_wish_for_one_customer_is_sent_although_another_who_had_the_same_was_erased(
    world, eraser, neighbour
):
    world.log_is_fresh()
    compose.send(world.deps, Draft(ALICE, "We moved.", "service", DANA, event=WISH))
    erase(world, eraser, ALICE)
    message, _ = compose.send(world.deps, Draft(neighbour, "We moved.", "service", DANA, event=WISH))

    assert world.deps.store.message(message.id).number == neighbour


def test_a_message_to_many_goes_on_after_one_of_its_recipients_was_erased(world, client, eraser):
    """Ten at a time, all of one shard: the others' messages have the same name as the erased one's."""
    campaign = open_campaign(world, client)
    keys = world.deps.store.keys
    places = [each for each in range(400) if keys.shard(number(each)) == keys.shard(number(0))][:14]
    for place in places:
        campaign.customer(place)
    bulk = campaign.started()
    desk_, slow = campaign.deps.desk, [replace(each, rate=1.0) for each in world.deps.business.senders]
    fewer = replace(desk_.deps, business=replace(world.deps.business, senders=tuple(slow)))
    campaign.deps = replace(campaign.deps, desk=replace(desk_, deps=fewer))
    campaign.looks()
    world.drains()
    assert 0 < len(campaign.texted()) < len(places)
    erase(world, eraser, campaign.texted()[0])
    campaign.goes(6)

    assert sorted(campaign.texted()) == sorted(map(number, places))
    assert campaign.now(bulk).state.value == "done"


def test_a_wish_that_was_carried_out_and_whose_message_is_gone_is_refused_and_not_sent_again(
    world, client
):
    """A backup that was taken just then may hold the number after the commit, without the message."""
    world.log_is_fresh()
    message, _ = compose.send(world.deps, Draft(ALICE, "We moved.", "service", DANA, event=WISH))
    client.delete(world.deps.store.keys.message(message.id))

    with pytest.raises(Refusal, match="before"):
        compose.send(world.deps, Draft(ALICE, "We moved.", "service", DANA, event=WISH))


def test_a_text_of_somebody_who_was_erased_is_still_not_acted_on_twice(world, eraser):
    world.texts(ALICE, "HELP", sid="SMknown")
    erase(world, eraser, ALICE)

    assert world.texts(ALICE, "HELP", sid="SMknown") is None
