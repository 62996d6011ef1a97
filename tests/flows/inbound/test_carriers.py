"""What carriers and the provider ask, each rule in the situation in which RULES.md would test it."""

from dataclasses import replace

import pytest

from responder.adapters.templates.answers import TemplateTexts
from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.records import HOUR, MINUTE, Consent, MessageState
from responder.domain.sending.delivery import Failure
from responder.flows.outbound import compose, deliver
from responder.flows.outbound.compose import Draft, Refusal
from responder.flows.outbound.prepare import prepared
from responder.ports import SendError
from responder.store.connection import Durability
from responder.store.core.numbers_outbox import RedisStore
from responder.store.keys import Keys
from tests.conftest import PATIENT
from tests.flows.conftest import TEMPLATES
from tests.people import ALICE, BOB, CAROL, DANA

LINE, SECOND_LINE, FREE, SHORT = "+14155550199", "+14155550155", "+18885550163", "24273"
MODES = [
    *((kind, mode) for kind in (SenderType.LONG_CODE, SenderType.TOLL_FREE) for mode in ReplyMode),
    (SenderType.SHORT_CODE, ReplyMode.APP),
]
NUMBERS = {SenderType.LONG_CODE: LINE, SenderType.TOLL_FREE: FREE, SenderType.SHORT_CODE: SHORT}


def owns(world, *senders: Sender):
    """The business has these senders and no others."""
    fast = tuple(replace(sender, rate=100.0) for sender in senders)
    business = replace(world.deps.business, senders=fast)
    world.deps = replace(world.deps, business=business, texts=TemplateTexts(business, TEMPLATES))
    world.log_is_fresh()
    return world


def sender(kind: SenderType, mode: ReplyMode, number: str = "") -> Sender:
    number = number or NUMBERS[kind]
    return Sender(number, kind, mode, 100.0, (number,))


def later(world, by: int = MINUTE):
    world.clock.advance(by)
    world.log_is_fresh()
    world.drains()


def writes(world, to: str, kind: str = "service", over: str = "") -> str:
    message, _ = compose.send(world.deps, Draft(to, "Winter tires are in.", kind, DANA, sender=over))
    return message.id


# What a customer says


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("please stop texting me", True),
        ("you have the wrong number, stop", True),
        ("Stop it!", True),
        ("I cannot get my device to stop, can you help?", False),
    ],
)
def test_the_four_sentences_of_a_carrier(world, text, out):
    """CH-04."""
    world.texts(ALICE, text)

    assert (world.deps.store.load(ALICE).consent is Consent.OPTED_OUT) is out


@pytest.mark.parametrize(("kind", "mode"), MODES)
@pytest.mark.parametrize("text", ["opt out", "Stop it!", "ARRET"])
def test_what_the_provider_does_not_understand_opts_out_and_is_answered_by_us(world, text, kind, mode):
    """PR-02, CA-25: no OptOutType comes with it, and nobody else answers."""
    ours = sender(kind, mode)
    owns(world, ours).texts(BOB, text, sender=ours)
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert len(world.provider.texts_to(BOB)) == 1


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_stop_three_times_in_an_hour_is_answered_at_most_once(world, kind, mode):
    """CH-06: on every channel; who answers the first is a matter of the mode."""
    ours = sender(kind, mode)
    mark = "STOP" if mode is ReplyMode.TWILIO_ADVANCED else ""
    owns(world, ours)
    for _ in range(3):
        world.texts(BOB, "STOP", sender=ours, opt_out_type=mark)
        world.drains()
        world.clock.advance(20 * MINUTE)

    ours_answer = mode is ReplyMode.APP and kind is not SenderType.TOLL_FREE
    assert len(world.provider.texts_to(BOB)) == ours_answer


def test_a_short_code_answers_a_stop_of_the_next_day_again_and_no_other_sender_does(world):
    """CH-06."""
    for person, kind in ((ALICE, SenderType.SHORT_CODE), (BOB, SenderType.LONG_CODE)):
        ours = sender(kind, ReplyMode.APP)
        owns(world, ours)
        for _ in range(2):
            world.texts(person, "STOP", sender=ours)
            world.drains()
            later(world, 24 * HOUR)

    assert [len(world.provider.texts_to(person)) for person in (ALICE, BOB)] == [2, 1]


@pytest.mark.parametrize("mode", ReplyMode)
def test_toll_free_stop_gets_nothing_from_us_and_arret_one_confirmation_in_french(world, mode):
    """CH-22: the network answers STOP, and knows no French word."""
    ours = sender(SenderType.TOLL_FREE, mode)
    owns(world, ours)
    for person, word in ((ALICE, "STOP"), (BOB, "ARRET")):
        world.texts(person, word, sender=ours)
        later(world)

    assert world.provider.texts_to(ALICE) == []
    (confirmation,) = world.provider.texts_to(BOB)
    assert "Désabonnement" in confirmation
    assert {world.deps.store.load(each).consent for each in (ALICE, BOB)} == {Consent.OPTED_OUT}


@pytest.mark.parametrize("mode", ReplyMode)
def test_unstop_to_a_toll_free_number_brings_back_and_the_network_says_so(world, mode):
    """CH-22, CH-23."""
    ours = sender(SenderType.TOLL_FREE, mode)
    owns(world, ours)
    for word in ("STOP", "UNSTOP"):
        world.texts(BOB, word, sender=ours)
        later(world)

    assert world.deps.store.load(BOB).consent is Consent.EXPRESS
    assert world.provider.texts_to(BOB) == []


# What may be sent then


@pytest.mark.parametrize(("kind", "mode"), MODES)
@pytest.mark.parametrize("word", ["YES", "yes", "Y", "oui"])
def test_after_stop_and_yes_a_campaign_is_blocked_by_us(world, word, kind, mode):
    """PR-06: Twilio lifts its own block at YES, and says so with its mark."""
    ours = sender(kind, mode)
    mark = mode is ReplyMode.TWILIO_ADVANCED
    owns(world, ours)
    world.texts(ALICE, "START", sender=ours)
    world.texts(ALICE, "STOP", sender=ours, opt_out_type="STOP" if mark else "")
    world.texts(ALICE, word, sender=ours, opt_out_type="START" if mark else "")
    later(world)
    had = len(world.provider.texts_to(ALICE))

    for each in ("marketing", "service"):
        with pytest.raises(Refusal, match="opted out"):
            writes(world, ALICE, each)
    later(world)
    assert len(world.provider.texts_to(ALICE)) == had


@pytest.mark.parametrize("over", [SECOND_LINE, FREE, SHORT])
def test_a_stop_to_one_number_blocks_every_other(world, over):
    """PR-07: Twilio's block is of one number, or of one messaging service; ours is the business's."""
    first = sender(SenderType.LONG_CODE, ReplyMode.TWILIO_DEFAULT)
    others = (
        sender(SenderType.LONG_CODE, ReplyMode.APP, SECOND_LINE),
        sender(SenderType.TOLL_FREE, ReplyMode.APP),
        sender(SenderType.SHORT_CODE, ReplyMode.APP),
    )
    owns(world, first, *others)
    waiting = writes(world, CAROL, over=over)
    world.texts(CAROL, "STOP", sender=first)
    later(world)

    assert world.deps.store.message(waiting).state is MessageState.REFUSED
    with pytest.raises(Refusal, match="opted out"):
        writes(world, CAROL, over=over)
    assert world.provider.texts_to(CAROL) == []


@pytest.mark.parametrize("channel", ["rcs", "whatsapp"])
def test_a_stop_on_one_channel_blocks_the_others(world, channel):
    """PR-05: consent is the number's, whatever the text came over."""
    owns(world, sender(SenderType.LONG_CODE, ReplyMode.APP))
    waiting = writes(world, CAROL)
    world.texts(CAROL, "STOP", channel=channel)
    later(world)

    assert world.deps.store.load(CAROL).consent is Consent.OPTED_OUT
    assert world.deps.store.message(waiting).state is MessageState.REFUSED
    assert world.provider.texts_to(CAROL) == []


def test_consent_is_of_the_number_and_not_of_whoever_has_it(world):
    """IN-08: the same person's other number has agreed to nothing, and refused nothing."""
    owns(world, sender(SenderType.LONG_CODE, ReplyMode.APP))
    world.texts(ALICE, "START")
    world.texts(BOB, "STOP")

    assert {each: world.deps.store.load(each).consent for each in (ALICE, BOB, CAROL)} == {
        ALICE: Consent.EXPRESS,
        BOB: Consent.OPTED_OUT,
        CAROL: Consent.UNKNOWN,
    }


def test_a_block_of_the_provider_is_an_opt_out_and_is_never_tried_again(world):
    """PR-04: 21610; the drain goes on with the others and ends well."""
    owns(world, sender(SenderType.LONG_CODE, ReplyMode.APP))
    world.provider.fails = [SendError(Failure.OPTED_OUT, 21610)]
    blocked = writes(world, CAROL)
    world.drains()
    world.clock.advance(1)
    others = writes(world, ALICE)
    for _ in range(10):
        later(world, 30 * MINUTE)
        deliver.relay(world.deps)

    found = world.deps.store.load(CAROL)
    assert (found.consent, found.source) == (Consent.OPTED_OUT, "provider_block")
    assert world.deps.store.message(blocked).state is MessageState.REFUSED
    assert world.provider.texts_to(CAROL) == []
    assert world.deps.store.message(others).state is MessageState.ACCEPTED


@pytest.mark.parametrize("failure", [None, Failure.THROTTLED, Failure.UNREACHABLE])
def test_no_campaign_goes_before_the_reply_that_welcomes(world, failure):
    """CH-02: programme, frequency, rates, HELP and STOP come first, also when it has to be tried again."""
    world.clock.advance(6 * HOUR)  # noon in Toronto
    owns(world, sender(SenderType.LONG_CODE, ReplyMode.APP))
    world.provider.fails = [SendError(failure, 20429)] if failure else []
    world.texts(ALICE, "START")
    writes(world, ALICE, "marketing")
    for _ in range(40):
        world.drains()
        later(world, 1_000)

    welcome, campaign = world.provider.texts_to(ALICE)
    assert [part for part in ("subscribed", "4 msgs", "rates", "HELP", "STOP") if part not in welcome] == []
    assert "Winter tires" in campaign


@pytest.mark.parametrize("kind", ["reply", "service", "marketing"])
def test_no_text_of_staff_asks_for_a_digit_instead_of_stop(world, kind):
    """CH-11: a 2 would opt nobody out."""
    world.texts(ALICE, "START")
    with pytest.raises(Refusal, match="CH-11"):
        compose.send(world.deps, Draft(ALICE, "Tires are in. Reply 2 to stop.", kind, DANA))


@pytest.mark.parametrize("kind", ["reply", "service", "marketing"])
@pytest.mark.parametrize("mode", list(ReplyMode))
def test_a_text_that_asks_for_yes_is_refused_where_twilio_takes_it_for_an_opt_in(world, kind, mode):
    """PR-06: a hand-written one too, over a sender whose keywords Twilio answers; nothing is stored."""
    business = world.deps.business
    sender = replace(business.senders[0], replies=mode)
    world.deps = replace(world.deps, business=replace(business, senders=(sender,)))
    world.texts(ALICE, "START")
    draft = Draft(ALICE, "Your car is ready. Reply YES to keep the tires.", kind, DANA)
    if mode is ReplyMode.APP:
        assert "Reply YES" in compose.preview(world.deps, draft).text
        return
    for act in (compose.preview, compose.send):
        with pytest.raises(Refusal, match=r"ask for OK instead\. \(PR-06\)"):
            act(world.deps, draft)


# How often a text says how to stop


def noticed(world, without: int) -> None:
    """CAROL received the notice, and so many texts without one since."""
    store = world.deps.store
    writes(world, CAROL)
    later(world)
    fields = {"notice_at": str(world.clock.at), "without_notice": str(without)}
    store._redis.hset(store.keys.number(CAROL), mapping=fields)


def test_two_workers_that_saw_the_same_count_do_not_both_send_without_the_notice(world):
    """CH-09, CA-26: both saw three without; who comes second looks again, and says how to stop."""
    owns(world, sender(SenderType.LONG_CODE, ReplyMode.APP))
    noticed(world, without=3)
    both = [writes(world, CAROL) for _ in range(2)]
    seen = prepared(world.deps, world.deps.store.due("rest", world.clock.now(), 200))
    assert [ready.notice for ready in seen] == [False, False]
    for ready in seen:
        deliver.hand_over(world.deps, ready)
    later(world)

    assert sorted(world.deps.store.message(each).notice for each in both) == [False, True]


def test_the_count_of_texts_without_the_notice_survives_a_restart(world, client):
    """CH-09: a worker that is new knows it from the store."""
    owns(world, sender(SenderType.LONG_CODE, ReplyMode.APP))
    noticed(world, without=3)
    fourth = writes(world, CAROL)
    later(world)
    world.deps = replace(world.deps, store=RedisStore(client, Keys("garage", 16), Durability.ALWAYS, PATIENT))
    fifth = writes(world, CAROL)
    later(world)

    assert [world.deps.store.message(each).notice for each in (fourth, fifth)] == [False, True]
