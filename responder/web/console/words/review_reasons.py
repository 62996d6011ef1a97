"""What our rules saw in a text, in words for people (RULES §6)."""

from collections.abc import Mapping
from typing import Any

from responder.web.console.words.i18n import translate as _


def what_was_seen(rule: str) -> str:
    """Why a text waits for a person."""
    sentences = {
        "KW-04": _("Words beside a reaction that may ask us to stop."),
        "KW-11": _("It may ask for no more texts, and another reading is as likely."),
        "KW-14": _("A stop sign and nothing else."),
        "IN-04": _("A word that stops, from a sender that is no phone number."),
    }
    return sentences.get(rule) or _("It may ask for no more texts.")


def words_seen(entries: list[dict[str, Any]], event: str) -> str:
    """The words that the rule stopped at, as the text's own entry keeps them ("" if none)."""
    found: Mapping[str, Any] = next(
        (each for each in entries if each.get("event") == event and each.get("keyword")), {}
    )
    return str(found.get("keyword", ""))
