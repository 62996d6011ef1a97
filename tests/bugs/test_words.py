"""Bugs in what a text was taken to mean."""

import pytest

from responder.domain.records import Consent
from responder.domain.understanding.classifier import Intent
from responder.flows.outbound import compose
from responder.flows.outbound.compose import Draft
from tests.bugs.ledger import bug
from tests.people import ALICE, BOB, CAROL, DANA, UNDERSTANDS

OUT, IN, HELP, NONE = Intent.OPT_OUT, Intent.OPT_IN, Intent.HELP, Intent.NONE


def meaning(text: str) -> Intent:
    return UNDERSTANDS.classify(text).intent


@bug(9)
@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "Ending soon?",
        "starter",
        "helping out",
        "cancellation fee?",
        "quitting time",
        "informative",
    ],
)
def test_a_word_that_only_begins_with_a_keyword_opts_nobody_in_or_out(text):
    assert meaning(text) is NONE


@bug(10)
@pytest.mark.parametrize(
    "text", ["I'll stop by at 5", "bus stop", "unstoppable", "is it the end of the line?"]
)
def test_a_keyword_somewhere_in_a_sentence_is_not_taken_for_an_opt_out(text):
    assert meaning(text) is NONE


@bug(11)
@pytest.mark.parametrize(
    "text",
    ["Stop. Thank you", "STOP!!", "stop.", "“STOP”", "Stop, please", "(unsubscribe)"]
    + ["s.t.o.p", "stop!\n\nJo"],
)
def test_punctuation_around_a_stop_does_not_hide_it(text):
    """Marks go in `squeezed` (whole texts) and in `spaced` (beside courtesies): most are found by either."""
    assert meaning(text) is OUT


@bug(13)
@pytest.mark.parametrize(
    "verb", ["Liked", "Loved", "Questioned", "Laughed at", "Emphasized", "Disliked", "A aimé"]
)
def test_a_reaction_that_quotes_our_own_reply_stop_opts_nobody_out(verb):
    for quoted in ("Garage Tremblay: ready. Reply STOP to opt out, HELP for help.", "STOP", "Reply STOP"):
        assert meaning(f"{verb} “{quoted}”") is NONE


@bug(14)
@pytest.mark.parametrize(
    "text",
    ["STOP\u200b", "\u200dSTOP", "\u00a0STOP\u00a0", "ＳＴＯＰ", "ARRE\u0302T", "st\u00adop"]
    + ["please sto\u200bp texting me", "ne m'e\u0301crivez plus", "please\u00a0stop texting me"],
)
def test_characters_that_nobody_sees_do_not_hide_a_stop(text):
    """A lone keyword is also found by `squeezed`; inside a sentence `normalised` alone takes them away."""
    assert meaning(text) is OUT


@bug(15)
@pytest.mark.parametrize(
    "word", ["STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "CANCEL", "REVOKE", "OPTOUT", "opt out"]
)
def test_the_list_of_words_that_end_texting_is_of_this_year(word):
    assert meaning(word) is OUT


@bug(16)
def test_a_help_does_not_unsubscribe_anybody(world):
    world.texts(ALICE, "START")
    world.texts(ALICE, "HELP")

    assert world.deps.store.load(ALICE).consent is Consent.EXPRESS


@bug(17)
def test_start_is_not_taken_for_the_answer_to_an_open_question(world, queries):
    """CAROL was reminded of an appointment and her answer is awaited; BOB opted out after his reminder."""
    for customer in (BOB, CAROL):
        world.texts(customer, "hello")
        about = f"a1@{world.clock.now()}@{customer}"
        compose.send(world.deps, Draft(customer, "Shall we start on Monday?", "service", DANA, about=about))
        assert world.deps.store.load(customer).reminded
    world.texts(BOB, "STOP")
    world.drains()
    for customer in (BOB, CAROL):
        world.texts(customer, "START")

    assert [world.deps.store.load(each).consent for each in (BOB, CAROL)] == [Consent.EXPRESS] * 2
    heard = [entry for entry in queries.timeline(CAROL) if entry["kind"] == "inbound"]
    assert heard[-1]["intent"] == "OPT_IN"


@bug(18)
@pytest.mark.parametrize("word", ["YES", "Yes.", "oui", "sí", "Y", "ok"])
def test_yes_to_an_appointment_neither_subscribes_nor_gets_an_opt_in_reply(world, word):
    world.texts(ALICE, "START")
    world.drains()
    world.texts(BOB, "STOP")
    world.drains()
    before = len(world.provider.sent)
    for customer in (ALICE, BOB):
        assert world.texts(customer, word).messages == ()
    world.drains()

    assert world.deps.store.load(BOB).consent is Consent.OPTED_OUT
    assert len(world.provider.sent) == before


@bug(46)
@pytest.mark.parametrize("text", ["how much is it?", "👍", "hola", "asdf", "", "7:30?"])
def test_an_unknown_word_is_not_answered_with_the_help_text(world, text):
    world.texts(CAROL, text)
    world.drains()

    assert world.provider.sent == []


@bug(52)
@pytest.mark.parametrize("text", ["STOP 12345", "stop 7", "START 12345", "END 3"])
def test_a_keyword_with_a_program_number_is_a_command_of_another_system(text):
    assert meaning(text) is NONE
