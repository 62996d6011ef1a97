"""What may not be kept as a quick reply, because it would be refused over one of the senders (PR-06)."""

from dataclasses import replace

import pytest

from responder.domain.business import ReplyMode
from responder.domain.inbox.quick_replies import BadQuickReply, QuickReply
from responder.domain.staff.accounts import Role
from responder.flows.inbox import quick_replies
from responder.flows.staff import accounts
from responder.store.inbox.quick_replies import RedisQuickReplies
from tests.flows.shop import PASSWORD, desk_deps

ASKS = QuickReply("", "Keep the tires?", (("en", "Reply YES to keep the tires."), ("fr", "Répondez OUI.")))


@pytest.mark.parametrize("mode", list(ReplyMode))
def test_one_that_asks_for_yes_is_refused_where_twilio_takes_it_for_an_opt_in(world, client, mode):
    business = world.deps.business
    senders = (business.senders[0], replace(business.senders[0], id="+14155550188", replies=mode))
    desk = desk_deps(replace(world.deps, business=replace(business, senders=senders)), client)
    robin = accounts.add(desk, "robin", "Robin Tremblay", Role.ADMIN, PASSWORD)
    kept = RedisQuickReplies(client, world.deps.store.keys)

    if mode is ReplyMode.APP:
        assert quick_replies.save(desk, kept, robin, ASKS).title == ASKS.title
        return
    with pytest.raises(BadQuickReply, match=r"ask for OK instead\. \(PR-06\)"):
        quick_replies.save(desk, kept, robin, ASKS)
    assert kept.everything() == []
