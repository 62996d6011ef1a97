"""The sample of service texts for an audit (CA-02, CA-10); a campaign's texts to register (CH-20)."""

from dataclasses import replace

import pytest

from responder.domain.business import ReplyMode, SenderType
from responder.domain.records import DAY, Purpose
from responder.flows.campaigns import registration, service_audit
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft, Refusal
from responder.store.inbox.reviews import RedisReviews
from tests.people import ALICE, BOB, CAROL, DANA


@pytest.fixture
def archive(client, world):
    world.log_is_fresh()
    return RedisReviews(client, world.deps.store.keys)


def wrote(world, *texts, to=CAROL, kind="service"):
    return [compose.send(world.deps, Draft(to, text, kind, DANA))[0].id for text in texts]


def drawn(world, archive, size=50, seed="1", since=0):
    return service_audit.report(world.deps, archive, since, size, seed, lambda done: None)


def test_it_draws_service_texts_alone_and_says_which_sell(world, archive):
    world.texts(ALICE, "Hello")
    wrote(world, "Yes, until six.", to=ALICE, kind="reply")
    wrote(world, "Your car is ready.", "20% off all tires", to=BOB)
    found = drawn(world, archive)

    assert (found.texts, found.selling) == (2, 1)
    assert {each.text: each.sells for each in found.sample} == {
        "Your car is ready.": (),
        "20% off all tires": ("20% off",),
    }


def test_the_same_seed_draws_the_same_texts_and_another_one_others(world, archive):
    wrote(world, *(f"Text {place}" for place in range(30)))
    first, again = (drawn(world, archive, 5, "a") for _ in range(2))
    others = [drawn(world, archive, 5, seed).sample for seed in "bcd"]

    assert first == again
    assert len(first.sample) == 5
    assert any(each != first.sample for each in others)


def test_a_text_that_is_written_later_changes_little_of_the_sample(world, archive):
    wrote(world, *(f"Text {place}" for place in range(30)))
    before = {each.message for each in drawn(world, archive, 10).sample}
    wrote(world, "One more")
    after = {each.message for each in drawn(world, archive, 10).sample}

    assert len(before & after) >= 9


def test_no_number_in_it_can_be_called(world, archive):
    wrote(world, "Call Sam at (514) 555-0148 or +1 418 555 0112, invoice 1042.")
    said = repr(drawn(world, archive).sample)

    assert CAROL not in said
    assert "555-0148" not in said
    assert "555 0112" not in said
    assert "invoice 1042" in said


def test_only_texts_since_a_moment_are_drawn_from(world, archive):
    wrote(world, "Old")
    world.clock.advance(DAY)
    world.log_is_fresh()
    since = world.clock.now()
    wrote(world, "New")

    assert [each.text for each in drawn(world, archive, since=since).sample] == ["New"]


@pytest.mark.parametrize("size", [0, -1, 10_001])
def test_a_size_that_makes_no_sample_is_refused(world, archive, size):
    with pytest.raises(Refusal, match="from 1 to"):
        drawn(world, archive, size)


def test_what_is_registered_is_what_customers_get(world):
    """CH-20: the exported text is the rendered one."""
    exported = {
        (each.asks, each.language): each
        for found in registration.campaigns(world.deps)[:1]
        for each in found.answers
    }
    asked = [("STOP", "opt_out", "en"), ("ARRET", "opt_out", "fr"), ("HELP", "help", "en")]
    asked += [("AYUDA", "help", "es"), ("START", "opt_in", "en"), ("ALTO", "opt_out", "es")]
    asked += [("INFO", "help", "en-fr")]
    for place, (word, asks, language) in enumerate(asked):
        world.clock.advance(2_000)
        number = f"+141655501{place + 20}"
        world.texts(number, word)
        world.drains()
        assert word.lower() in exported[asks, language].keywords
        assert world.provider.texts_to(number) == [exported[asks, language].text]


def test_the_sample_of_a_campaign_is_a_first_message_as_it_leaves(world):
    found = registration.campaigns(world.deps)[0]
    compose.send(
        world.deps, Draft(registration.SOMEBODY, registration.SAMPLE["en"], "service", DANA, language="en")
    )
    world.log_is_fresh()
    world.drains()

    assert world.provider.texts_to(registration.SOMEBODY) == [found.samples[0]]
    assert all(20 <= len(text) <= 1_024 for text in found.samples)


def test_a_registration_promises_no_text_that_somebody_else_sends(world):
    sender = replace(world.deps.business.senders[0], replies=ReplyMode.TWILIO_DEFAULT)
    toll_free = replace(sender, type=SenderType.TOLL_FREE, replies=ReplyMode.APP)

    assert "Twilio" in registration._sent_by(sender, "opt_out")
    assert "network" in registration._sent_by(toll_free, "opt_out")
    assert registration._sent_by(toll_free, "help") == "this text"
    assert {purpose for _, purpose in registration.ASKED.values()} <= set(Purpose)
