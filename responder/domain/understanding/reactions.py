"""What phones write by themselves: reactions, and answers for people who drive or are away (KW-04, 16)."""

import re

_LIKED = (
    *("liked", "loved", "disliked", "laughed at", "emphasi[sz]ed", "questioned"),
    *(r"reacted [^\w\s\"]{1,16} to", "removed an? [a-z ]{1,24} from", r"removed [^\w\s\"]{1,16} from"),
    *(
        "a aime",
        "a adore",
        "n'a pas aime",
        "a ri de",
        "a souligne",
        "a mis en evidence",
        'a reagi avec [^\\w\\s"]{1,16} a',
    ),
    *("le gusto", "le encanto", "no le gusto", "le dio risa", "enfatizo", r"reacciono con [^\w\s\"]{1,16} a"),
    *("赞了", "喜欢了", "不喜欢"),
    r"[^\w\s\"]{1,16}\s*(?:to|a)",
)
_QUOTED = r'(?:".*"|".*)\.?'
_MEDIA = "an? (?:image|photo|picture|movie|video|message|sticker|link|attachment|audio message)"
_REACTION = re.compile(rf"(?:{'|'.join(_LIKED)})\s*(?::\s*)?(?:{_QUOTED}|{_MEDIA})", re.DOTALL)
"""How a phone without reactions shows one, normalised: a verb or an emoji, then our own words in quotes."""


def beside_reaction(text: str) -> str | None:
    """What a normalised text says beside a reaction, usually nothing; None if it does not begin as one."""
    found = _REACTION.match(text)
    return text[found.end() :].strip() if found else None


_AWAY = (
    r"i(?:'m| am) (?:currently )?driving",
    r"i(?:'m| am) (?:currently )?(?:out of (?:the )?office|away|on vacation|in a meeting)",
    r"(?:this is an )?auto(?:mat(?:ic|ed))?[- ]?(?:reply|response)\b",
    *("out of office", "do not disturb", "je conduis", "reponse automatique", "absente? du bureau"),
    "je (?:suis|conduis) (?:actuellement )?(?:au volant|en voiture|absente?)",
    *("estoy (?:conduciendo|manejando|fuera)", "respuesta automatica", "fuera de la oficina"),
)
_AUTOMATIC = re.compile("|".join(_AWAY))
"""How a text begins that a phone or a mailbox sends for its owner."""


def is_automatic(text: str) -> bool:
    """Whether a normalised text begins as an automatic answer does."""
    return bool(_AUTOMATIC.match(text))
