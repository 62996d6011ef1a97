"""What a text says of an appointment, and which words a reminder may not ask for."""

import pytest

from responder.domain.appointments.replies import CANCEL_WORDS, NO, YES, why_not_ask, yes_or_no
from responder.domain.understanding.classifier import Intent
from responder.domain.understanding.keywords import normalised
from tests.people import ADVANCED, DEFAULT, LONG_CODE, TOLL_FREE, UNDERSTANDS


@pytest.mark.parametrize("word", sorted(YES | NO))
def test_no_answer_means_anything_about_consent(word):
    """YES opts nobody in, NO opts nobody out (KW-08, PR-06)."""
    assert UNDERSTANDS.classify(word).intent is Intent.NONE
    assert normalised(word) == word


def test_yes_and_no_are_apart():
    assert not YES & NO


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes!", "yes"),
        ("YES 👍", "yes"),
        ("OUI", "yes"),
        ("Sí, gracias", "yes"),
        ("D’accord merci", "yes"),
        ("No.", "no"),
        ("Je ne peux pas", "no"),
        ("Annuler", "no"),
        ("no worries", ""),
        ("yes no", ""),
        ("yesterday", ""),
        ("oui mais plus tard", ""),
        ("y" * 61, ""),
        ("", ""),
    ],
)
def test_a_whole_text_alone_is_an_answer(text, said):
    assert yes_or_no(text) == said


def test_the_words_that_may_have_been_meant_for_an_appointment_opt_out():
    for word in CANCEL_WORDS:
        assert UNDERSTANDS.classify(word).intent is Intent.OPT_OUT


@pytest.mark.parametrize(
    ("text", "sender", "rule"),
    [
        ("Reply YES to confirm", LONG_CODE, None),
        ("Reply YES to confirm", TOLL_FREE, None),
        ("Reply YES to confirm", DEFAULT, "PR-06"),
        ("Reply yes to confirm", ADVANCED, "PR-06"),
        ("Reply OK or NO", DEFAULT, None),
        ("We start at nine", DEFAULT, None),
        ("Reply START", DEFAULT, "PR-06"),
        ("Répondez OUI", ADVANCED, None),
        ("Reply CANCEL to cancel", LONG_CODE, "KW-12"),
        ("Call us to cancel", LONG_CODE, None),
        ("Reply STOP to opt out", LONG_CODE, None),
        ("Reply 2 to stop, 1 to confirm", LONG_CODE, "CH-11"),
    ],
)
def test_a_reminder_asks_for_no_word_that_opts_in_or_out(text, sender, rule):
    why = why_not_ask(text, sender)
    assert (why[1] if why else None) == rule
