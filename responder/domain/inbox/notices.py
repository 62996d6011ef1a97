"""Telling staff that a text waits for them: when, and in which words. Pure.

A mail names the customer and masks the number. Its words are in it only where the business wants it.
"""

from dataclasses import dataclass

from responder.domain.records import MINUTE, Millis


@dataclass(frozen=True, slots=True)
class Notices:
    """`after`: how long (ms) a text waits before its assignee is mailed; `with_body`: with its words."""

    after: Millis = 10 * MINUTE
    with_body: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits for its assignee. `since` is when it was first seen unread."""

    number: str
    name: str
    body: str
    since: Millis


_WORDS = {
    "en": {
        "subject": "A text waits for you: {name}",
        "line": "{name} ({number}) texted {business} {minutes} minutes ago, and nobody has read it.",
        "body": "They wrote: {body}",
        "where": "Read it here: {address}",
        "why": "You get this mail because the conversation is assigned to you. Change that under More.",
    },
    "fr": {
        "subject": "Un texto vous attend : {name}",
        "line": "{name} ({number}) a écrit à {business} il y a {minutes} minutes, et personne ne l'a lu.",
        "body": "Le texto : {body}",
        "where": "Lisez-le ici : {address}",
        "why": "Vous recevez ce courriel parce que la conversation vous est assignée. Réglez-le sous Plus.",
    },
}


def masked(number: str) -> str:
    """A number as a mail may show it: its last two digits."""
    return f"… {number[-2:]}" if len(number) > 4 else "…"


def mail(
    waiting: Waiting, language: str, business: str, address: str, now: Millis, body: bool
) -> tuple[str, str]:
    """Subject and text of the mail, in the staff member's language."""
    words = _WORDS.get(language, _WORDS["en"])
    name = " ".join(waiting.name.split())[:80] or masked(waiting.number)
    values = {
        "name": name,
        "number": masked(waiting.number),
        "business": business,
        "minutes": max(1, (now - waiting.since) // MINUTE),
        "body": waiting.body,
        "address": address,
    }
    parts = ["line", *(["body"] if body and waiting.body else []), "where", "why"]
    return words["subject"].format(**values), "\n\n".join(
        words[part].format(**values) for part in parts
    ) + "\n"
