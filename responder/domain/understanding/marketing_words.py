"""Words of a business that switch marketing off and nothing else ("STOP MARKETING", "STOP PROMOS"), checked.

Such a word must never take the place of one that stops everything: what a reader would take as "no more
texts" stops all (US-02, US-03), and what has a fixed meaning keeps it (KW-07). So it must name what it stops,
and nothing that the built-in words already understand may be one.
"""

from collections.abc import Mapping

from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import (
    BadKeyword,
    Intent,
    keyword_set,
    normalised,
    spaced,
    squeezed,
)

NAMES = (
    *("marketing", "promo", "offer", "deal", "coupon", "newsletter", "advert", "discount", "special"),
    *("publicit", "offre", "rabais", "solde", "infolettre", "aubaine"),
    *("oferta", "publicidad", "descuento", "rebaja", "boletin", "cupon"),
)
"""Beginnings of words that say that it is about advertising, in English, French and Spanish."""

SHORT_NAMES = frozenset({"ad", "ads", "pub", "pubs", "sale", "sales"})

FIXED = frozenset({"KW-05", "KW-06", "KW-09", "KW-13", "KW-14"})
"""Rules by which a built-in word is understood, courtesies and slips of the finger included."""


def check(words: Mapping[str, tuple[str, ...]]) -> None:
    """Judge the business's own words, by the name of their intent. Raises BadKeyword with its rule."""
    ours = words.get(Intent.MARKETING_OFF.value, ())
    if not ours:
        return
    keyword_set(words)  # a word in two sets
    built_in = Classifier(keyword_set({}))
    for word in ours:
        said = built_in.classify(word)
        if said.intent is not Intent.NONE and said.rule in FIXED:
            raise BadKeyword(f"{word!r} already means {said.intent.value}, by {said.rule} (KW-07).")
        if not _names_marketing(word):
            raise BadKeyword(
                f"{word!r} does not say that it is about marketing ({', '.join(NAMES[:4])} …): "
                "whoever texts it may want no texts at all (US-03)."
            )


def _names_marketing(word: str) -> bool:
    plain = normalised(word)
    named = any(name in squeezed(plain) for name in NAMES)
    return named or not SHORT_NAMES.isdisjoint(spaced(plain).split())
