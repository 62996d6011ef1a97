"""No text of ours asks for a digit instead of STOP (CH-11)."""

import pytest

from responder.domain.sending.digit_prompts import asks_for_a_digit


@pytest.mark.parametrize(
    "text",
    [
        "Reply 2 to stop",
        "Text '9' to opt out.",
        "reply with 2 to unsubscribe",
        "To stop, reply 2",
        "Sale today! Press 3 to opt-out",
        "To unsubscribe from this list text 99.",
        "Répondez 2 pour vous désabonner",
        "Pour arrêter, textez le 2",
        "Envoyez « 2 » pour ne plus recevoir de textos",
        "Responda 2 para darse de baja",
        "Para dejar de recibir, envíe 2",
        "Reply 2\nto stop",
    ],
)
def test_a_digit_that_stands_for_stop_is_found(text):
    assert asks_for_a_digit(text)


@pytest.mark.parametrize(
    "text",
    [
        "Reply STOP to opt out, HELP for help.",
        "Répondez ARRET pour vous désabonner, AIDE pour de l'aide.",
        "Responda ALTO para cancelar, AYUDA para ayuda.",
        "Reply 1 to confirm, 2 to reschedule. Reply STOP to opt out.",
        "Reply 2 to cancel your appointment",
        "Text us at 2 to hear whether it stopped",
        "Reply STOP to opt out. 4 msgs a month",
        "Your car is ready at 2. To stop the noise we changed 4 bolts.",
    ],
)
def test_any_other_digit_is_left_alone(text):
    assert asks_for_a_digit(text) == ""
