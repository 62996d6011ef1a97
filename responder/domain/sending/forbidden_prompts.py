"""Which words a text that a person writes may not ask its reader for: they would mean another thing. Pure.

Where Twilio answers keywords it takes YES for an opt-in and answers it (PR-06); CANCEL and words like it opt
a customer out of everything (KW-12); a digit instead of STOP opts nobody out (CH-11). "Yes, we are open" asks
for nothing: only a plain request counts. Of templates more is asked (`appointment_words.why_not_ask`).
"""

import re

from responder.domain.business import ReplyMode, Sender
from responder.domain.sending.digit_prompts import REASON, RULE, asks_for_a_digit

YES_REASON = "Twilio takes YES to this sender for an opt-in and answers it: ask for OK instead."
YES_RULE = "PR-06"
CANCEL_REASON = "CANCEL and words like it opt a customer out of all texts: ask for NO instead."
CANCEL_RULE = "KW-12"

_ASK = (
    r"(?:reply|replying|respond|answer|text|send|write|type|say|r[ée]pond(?:ez|re|s)|envoyez|[ée]crivez"
    r"|textez|tapez|responda|conteste|env[íi]e|escriba|marque)"
)
_BETWEEN = (
    r"(?: us| back| me| with| by| the word| par| le mot| nous| con| la palabra| a| to this)*"
    r"[\"'“”«»(: ]+"
)
_END = r"[\"'“”«»)]*"
_YES = re.compile(
    rf"\b(?i:{_ASK}{_BETWEEN}yes)\b"
    rf"|\bYES{_END} ?(?:(?:to|if|pour|si|para)\b|(?:or|ou|o|/) ?[\"'“«]?(?:NO|NON)\b|[=:])"
)
_TEXTS = r"(?:text|message|alert|texto|mensaje)"
_CANCEL = re.compile(
    rf"\b(?i:{_ASK}{_BETWEEN})(?:CANCEL|END|QUIT|STOPALL|UNSUBSCRIBE|REVOKE|OPTOUT)\b"
    rf"(?!{_END} *(?i:(?:to|for|pour|para) (?:vous |be |all |our |nos |tous )*"
    rf"(?:stop|opt|unsub|end|quit|cancel(?:ar)? (?:all |our |these )?{_TEXTS}|{_TEXTS}"
    r"|d[ée]sabon|d[ée]sinscri|ne plus|remove|darse|no recibir)))"
)


def asks_for_yes(text: str) -> bool:
    """Whether a text plainly asks for YES, in any case of letters."""
    return _YES.search(" ".join(text.split())) is not None


def why_not_write(text: str, *senders: Sender) -> tuple[str, str] | None:
    """Why a text may not go over these senders, with the rule; None where nothing is wrong with it."""
    if asks_for_a_digit(text):
        return REASON, RULE
    if _CANCEL.search(" ".join(text.split())):
        return CANCEL_REASON, CANCEL_RULE
    if any(each.replies is not ReplyMode.APP for each in senders) and asks_for_yes(text):
        return YES_REASON, YES_RULE
    return None
