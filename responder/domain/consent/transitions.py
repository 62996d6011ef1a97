"""Consent and its only transitions, as a table (DESIGN §2).

What a cell says is all that can happen: a pair that is not in the table is an error, not "no change".
`OPTED_OUT` has one way out, the customer's own START or UNSTOP (I3); the commit script refuses any other.
"""

from enum import StrEnum

from responder.domain.records import Consent, Marketing, Number


class ConsentEvent(StrEnum):
    """What can happen to consent."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    FACT = "fact"
    EXPRESS_CONSENT = "express_consent"
    DEACTIVATED = "deactivated"
    EXPIRED = "expired"
    OTHER = "other"


_U, _I, _E, _O = Consent.UNKNOWN, Consent.IMPLIED, Consent.EXPRESS, Consent.OPTED_OUT

TRANSITIONS: dict[ConsentEvent, dict[Consent, Consent]] = {
    ConsentEvent.OPT_OUT: {_U: _O, _I: _O, _E: _O, _O: _O},
    ConsentEvent.OPT_IN: {_U: _E, _I: _E, _E: _E, _O: _E},
    ConsentEvent.FACT: {_U: _I, _I: _I, _E: _E, _O: _O},
    ConsentEvent.EXPRESS_CONSENT: {_U: _E, _I: _E, _E: _E, _O: _O},
    ConsentEvent.DEACTIVATED: {_U: _U, _I: _U, _E: _U, _O: _O},
    ConsentEvent.EXPIRED: {_U: _U, _I: _U, _E: _E, _O: _O},
    ConsentEvent.OTHER: {_U: _U, _I: _I, _E: _E, _O: _O},
}


def after(event: ConsentEvent, consent: Consent) -> Consent:
    """The consent that `event` leaves behind."""
    return TRANSITIONS[event][consent]


def tightens(before: Number, after: Number) -> bool:
    """Whether a change ends or narrows what may be sent, or says so once more: it must never be refused."""
    if after.consent is Consent.OPTED_OUT:
        return True
    if after.consent is Consent.UNKNOWN and before.consent is not Consent.UNKNOWN:
        return True
    if set(after.blocked_senders) - set(before.blocked_senders):
        return True
    brake = (before.marketing, before.marketing_off_at)
    return after.marketing is not Marketing.OK and (after.marketing, after.marketing_off_at) != brake
