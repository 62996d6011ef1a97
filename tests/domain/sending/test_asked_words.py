"""Which words a hand-written text may not ask for (PR-06, KW-12, CH-11)."""

import pytest

from responder.domain.sending.forbidden_prompts import why_not_write
from tests.people import ADVANCED, DEFAULT, LONG_CODE, SHORT_CODE, TOLL_FREE

ASKS_YES = [
    "Reply YES to confirm.",
    "please reply yes",
    "Can you come at 5? Answer with YES or call us.",
    "Text us back “yes” and it is done",
    "YES to keep the old tires, NO to leave them here",
    "YES/NO?",
    "Keep the old tires? YES or NO",
    "Répondez YES pour confirmer",
    "Répondez par «YES»",
    "Responda YES para confirmar",
    "Envíe la palabra YES",
]
ASKS_NOTHING = [
    "Yes, your car is ready.",
    "Yes to both!",
    "I said yes already, see you at 5.",
    "Text me. Yes, really.",
    "You can text us; yes, also on Sunday",
    "Répondez OUI pour confirmer",
    "Reply OK to confirm or NO if you cannot come",
    "Text START to get our texts again.",
    "Yesterday we replied to your eyes",
]


@pytest.mark.parametrize("sender", [DEFAULT, ADVANCED])
@pytest.mark.parametrize("text", ASKS_YES)
def test_a_text_that_asks_for_yes_is_refused_where_twilio_takes_it_for_an_opt_in(text, sender):
    """PR-06: Twilio would answer "you are subscribed again" to a customer who only confirms."""
    why = why_not_write(text, sender)

    assert why is not None and why[1] == "PR-06" and "ask for OK" in why[0]


@pytest.mark.parametrize("sender", [LONG_CODE, TOLL_FREE, SHORT_CODE])
@pytest.mark.parametrize("text", ASKS_YES)
def test_where_we_answer_ourselves_yes_is_a_word_like_others(text, sender):
    assert why_not_write(text, sender) is None


@pytest.mark.parametrize("text", ASKS_NOTHING)
def test_a_text_that_asks_for_nothing_goes(text):
    assert why_not_write(text, DEFAULT) is None


def test_one_sender_of_several_is_enough():
    assert why_not_write("Reply YES", LONG_CODE) is None
    assert why_not_write("Reply YES", LONG_CODE, DEFAULT) is not None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Reply CANCEL to cancel your appointment", "KW-12"),
        ("Can't come? Text CANCEL.", "KW-12"),
        ("Répondez CANCEL si vous ne venez pas", "KW-12"),
        ("Reply QUIT if you give up your place", "KW-12"),
        ("Reply END to unsubscribe.", None),
        ("Text CANCEL to stop all texts", None),
        ("Reply CANCEL to cancel texts", None),
        ("Reply STOP to cancel", None),
        ("END OF SEASON: call us to cancel", None),
        ("Text us when you cancel", None),
        ("Reply 2 to stop, 1 to confirm", "CH-11"),
    ],
)
def test_no_text_asks_for_a_word_that_opts_out_by_accident(text, rule):
    why = why_not_write(text, LONG_CODE)

    assert (why[1] if why else None) == rule
