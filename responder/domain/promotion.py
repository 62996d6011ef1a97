"""Words that sell: a warning to whoever writes `service`, and a bar for confirmations (CA-02, US-07).

A text is commercial if one of its purposes is to sell, whatever class its author names. Words cannot prove
that, so this only warns; a person decides.
"""

import re

_WORDS = (
    # English
    r"\d+ ?% ?off|discounts?|sales?\b(?! (?:order|rep|person|tax|receipt))|on sale|offers?|deals?"
    r"|coupons?|promo(?:tion|tions|tional)?s?|promo code|free (?:gift|trial|shipping)|limited time|buy now"
    r"|shop now|order now|save (?:up to )?[$\d]|clearance|black friday|cyber monday|don't miss|new arrivals"
    # French
    r"|rabais|soldes?|offres? (?:sp[ée]ciales?|d'une dur[ée]e)|aubaines?|promotions?|code promo|gratuite?s?"
    r"|[ée]conomisez|profitez|achetez|\d+ ?% de (?:rabais|r[ée]duction)|r[ée]ductions?"
    # Spanish
    r"|ofertas?|descuentos?|rebajas?|promoci[óo]n(?:es)?|gratis|aproveche|compre ahora|ahorre"
)
_SELLS = re.compile(rf"(?<!\w)(?:{_WORDS})(?!\w)", re.IGNORECASE)


def selling_words(text: str) -> tuple[str, ...]:
    """The words of a text that sound like selling, each once, in order; linear."""
    return tuple(dict.fromkeys(found[0].lower() for found in _SELLS.finditer(text.replace("’", "'"))))


def warning(text: str) -> str:
    """A sentence for whoever writes a text that is no marketing, or "" if nothing in it sells."""
    words = selling_words(text)
    if not words:
        return ""
    return f"This reads like marketing ({', '.join(words)}); such a text needs a basis and its class (CA-02)."
