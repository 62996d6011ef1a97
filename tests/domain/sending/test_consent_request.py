"""Asking for consent to be sold to is commercial itself: to nobody without a basis (CA-02)."""

import pytest

from responder.domain.records import Consent, MessageClass
from responder.domain.sending.consent_request import asks_for_consent
from responder.domain.sending.gate import gate
from responder.domain.sending.verdicts import Allowed, Refused
from tests.domain.sending.test_policy import FINE, NOW, around, message

ASKING = [
    *("May we text you?", "Can we text you our offers?", "Could we send you news and deals now and then?"),
    *("Would you like to receive our promotions by text?", "Reply YES to get deals from us!"),
    *("Reply 'START' to join our list and our offers", "Do you agree to receive marketing texts?"),
    *("Pouvons-nous vous texter?", "Souhaitez-vous recevoir nos promotions?", "Répondez OUI pour l'offre"),
    *("Acceptez-vous de recevoir notre infolettre par texto?", "¿Desea recibir ofertas por mensaje?"),
    "Responda SI para recibir descuentos",
]
SERVING = [
    *("May we text you when your car is ready?", "Reply YES to confirm your appointment.", "Can we call?"),
    *("Would you like to receive the invoice by e-mail?", "Reply STOP to opt out, HELP for help."),
    *("Pouvons-nous vous appeler demain ?", "Répondez OUI pour confirmer", "Votre auto est prête."),
    *("Your car is ready. Any news? Call us.", "¿Desea recibir la factura por correo?", "Reply Y for 3 pm."),
]


@pytest.mark.parametrize("text", ASKING)
@pytest.mark.parametrize("kind", [MessageClass.SERVICE, MessageClass.MARKETING])
def test_who_has_no_basis_is_not_asked_for_consent_by_text(text, kind):
    """CA-02: by whatever class it is called."""
    stranger = FINE.changed({"consent": Consent.UNKNOWN})
    verdict = gate(message(kind, body=text), stranger, around())

    assert isinstance(verdict, Refused)
    assert verdict.rule == ("CA-02" if kind is MessageClass.SERVICE else "CA-01")


@pytest.mark.parametrize("text", ASKING)
def test_who_has_one_may_be_asked(text):
    """CA-02."""
    bought = FINE.changed({"consent": Consent.IMPLIED, "basis": "purchase", "anchor": NOW})

    assert isinstance(gate(message(body=text), bought, around()), Allowed)
    assert isinstance(gate(message(body=text), FINE, around()), Allowed)


def test_a_basis_that_ran_out_is_none():
    """CA-02, CA-04."""
    asked = FINE.changed({"consent": Consent.IMPLIED, "basis": "inquiry", "anchor": 1})

    assert isinstance(gate(message(body=ASKING[0]), asked, around()), Refused)


@pytest.mark.parametrize("text", SERVING)
def test_a_question_about_the_customers_own_business_is_none(text):
    assert not asks_for_consent(text)
