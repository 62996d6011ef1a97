"""Stopping takes one word: no text of ours may ask for a digit instead of STOP (CH-11). Pure.

"Reply 2 to stop" hides the word that the law, the carriers and Responder itself understand: a 2 opts nobody
out. A digit that answers something else ("Reply 1 to confirm") is nobody's business here.
"""

import re

REASON = "No digit may stand for STOP: nobody would be opted out by it. Ask for the word."
RULE = "CH-11"

_DIGIT = r"[\"'“”«» (]*\d{1,2}[\"'“”«» ).]*"
_ASK = (
    r"(?:reply|text|send|press|type|enter|r[ée]pondez|envoyez|textez|tapez|appuyez sur"
    r"|responda|env[íi]e|marque|pulse|presione)(?: with| par| le| con| el)?"
)
_STOPS = (
    r"(?:stop|opt[ -]?out|unsubscribe|unsub|quit|end (?:texts|messages)|cancel (?:texts|messages|alerts)"
    r"|be removed|(?:vous )?d[ée]sabonner|(?:vous )?d[ée]sinscrire|arr[êe]ter|ne plus recevoir"
    r"|cancelar (?:mensajes|textos)|darse de baja|no recibir|dejar de recibir|parar)"
)
_TO = r"(?:to|for|pour|para|=|:)"
_ASKS_A_DIGIT = re.compile(
    rf"\b{_ASK}\b{_DIGIT}{_TO} ?{_STOPS}\b|\b{_TO} {_STOPS}\b[^.!?\n]{{0,20}}?\b{_ASK}\b{_DIGIT}(?!\d)",
    re.IGNORECASE,
)


def asks_for_a_digit(text: str) -> str:
    """The words of a text that ask for a digit where STOP belongs; "" where none do."""
    found = _ASKS_A_DIGIT.search(" ".join(text.split()))
    return found[0].strip() if found else ""
