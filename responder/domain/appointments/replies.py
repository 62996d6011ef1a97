"""What a text says of an appointment: yes, no, CANCEL, or a wish to talk. Pure; none of it is consent.

YES never opts in and NO never opts out (KW-08, PR-06): both are read here alone, of people who were reminded.
CANCEL is an opt-out whatever was asked (KW-12); staff are told that it may have been meant otherwise.
"""

import re

from responder.domain.business import ReplyMode, Sender
from responder.domain.records import Consent, Entry, Number
from responder.domain.sending.digit_prompts import REASON, RULE, asks_for_a_digit
from responder.domain.sending.forbidden_prompts import CANCEL_REASON, CANCEL_RULE, YES_REASON, YES_RULE
from responder.domain.understanding.classifier import Mark
from responder.domain.understanding.keywords import normalised

CANCEL_WORDS = frozenset({"cancel"})
"""Keywords that opt out and may have been meant for an appointment."""

LONGEST = 60
"""A longer text says more than yes or no."""

YES = frozenset(
    "yes y yep yeah yup ok okay k sure confirm confirmed confirming correct perfect great "
    "oui o ouais d'accord daccord confirme parfait entendu "
    "si s claro vale confirmo confirmado perfecto".split()
    + ["yes i will", "i confirm", "i'll be there", "ill be there", "see you then", "will be there"]
    + ["sounds good", "je confirme", "j'y serai", "jy serai", "je serai la", "c'est bon", "oui je confirme"]
    + ["de acuerdo", "ahi estare", "alli estare", "si confirmo", "si gracias", "esta bien"]
)
NO = frozenset(
    "no n nope nah non nan cannot annuler cancelar".split()
    + ["i can't", "i cant", "can't make it", "cant make it", "i can't make it", "i cant make it"]
    + ["not coming", "i won't be there", "je ne peux pas", "je peux pas", "je ne pourrai pas"]
    + ["non merci", "je ne viendrai pas"]
    + ["no puedo", "no podre", "no voy", "no puedo ir", "no gracias"]
)
"""Whole texts, without accents, marks and courtesies. What is not here is for a person to read."""

_COURTESIES = re.compile(r"\b(?:please|thanks|thank you|thx|merci|s'il vous plait|svp|gracias|por favor)\b")
_MARKS = re.compile(r"[^\w' ]+")

_ASKS_YES = re.compile(r"\b(?:(?i:yes)|START|UNSTOP)\b")
_ASKS_OPT_OUT = re.compile(r"\b(?:CANCEL|END|QUIT|STOPALL|UNSUBSCRIBE|REVOKE|OPTOUT)\b")


def said_of_appointment(number: Number, entry: Entry) -> str:
    """yes, no, cancel_word, asked; "" for what does not concern one. An opted-out customer's YES is none."""
    if entry.keyword in CANCEL_WORDS:
        return "cancel_word"
    if entry.mark == Mark.CALL_BACK:
        return "asked"
    if not number.reminded or entry.intent != "NONE" or number.consent is Consent.OPTED_OUT:
        return ""
    return yes_or_no(entry.body)


def yes_or_no(text: str) -> str:
    """ "yes", "no", or "" for anything that is not plainly one of them."""
    if len(text) > LONGEST:
        return ""
    plain = " ".join(_COURTESIES.sub(" ", _MARKS.sub(" ", normalised(text))).split())
    return "yes" if plain in YES else "no" if plain in NO else ""


def why_not_ask(text: str, sender: Sender) -> tuple[str, str] | None:
    """Why a text may not be worded so, with the rule: words that would opt the customer in or out, or not."""
    if asks_for_a_digit(text):
        return REASON, RULE
    if _ASKS_OPT_OUT.search(text):
        return CANCEL_REASON, CANCEL_RULE
    if sender.replies is not ReplyMode.APP and _ASKS_YES.search(text):
        return YES_REASON, YES_RULE
    return None
