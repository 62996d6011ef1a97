"""Words that sell: a warning to whoever writes `service`, and a bar for confirmations (CA-02, US-07).

A text is commercial if one of its purposes is to sell, whatever class its author names. Words cannot prove
that, so this only warns; a person decides.
"""

import re

_WORDS = (
    # English
    r"\d+ ?(?:%|percent) (?:off|discount)|discounts?|sales?\b(?! (?:order|rep|person|tax|receipt))"
    r"|on sale|offers?(?! (?:my|our) apolog)|deals?(?! (?:of|with)\b)|coupons?"
    r"|promo(?:tion|tions|tional)?s?|promo code"
    r"|free (?:gift|trial|shipping|delivery|oil|inspection|estimate|rotation|check|car wash|with)"
    r"|limited time"
    r"|buy (?:now|one|two|\d)|shop now|order now|save (?:up to )?[$\d]|and save|clearance|black +friday"
    r"|cyber +monday|don't miss|new arrivals|half[- ](?:price|off)|(?:2|two) for (?:1|one)|specials? on"
    r"|(?:only|just) \$\d+|gift cards?|refer a friend|win an?|(?:best|low|lowest) prices?|cash ?back"
    # French
    r"|rabais|soldes?|offres? (?:sp[ée]ciales?|d'une dur[ée]e)|aubaines?|promotions?|code promo|gratuite?s?"
    r"|[ée]conomisez|profitez|achetez|à \d+ ?%|\d+ ?% de (?:rabais|r[ée]duction)|r[ée]ductions?(?! de bruit)"
    r"|(?:2|deux) pour (?:1|un)|moiti[ée] prix|en sp[ée]cial|sp[ée]cia(?:l|ux) (?:sur|de|pneus?)|gagnez"
    r"|concours|liquidation|prix r[ée]duits?|meilleurs? prix|bas prix|nos prix|cartes?[- ]cadeaux?"
    # Spanish
    r"|ofertas?|descuentos?|rebajas?|promoci[óo]n(?:es)?|gratis|aproveche|compre ahora|ahorre|gane"
    r"|(?:2|dos) ?(?:x|por) ?(?:1|uno)|mitad de precio|tarjetas? de regalo|mejores precios"
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
