"""A text that asks for consent to be sold to is itself commercial: it needs a basis already (CA-02). Pure.

"May we text you our offers?" to somebody with no basis is what CASL forbids first (s. 1(3)). A question about
the customer's own car asks for nothing of the kind.
"""

import re

REASON = "Asking somebody for consent to offers by text needs a consent that is on record already."
RULE = "CA-02"

_US = r"(?:text|message|sms|contact|write to|send|e-?mail)"
_ASKS = (
    rf"(?:may|can|could) we {_US} you|would you like(?: us)? to (?:get|receive|hear|{_US})"
    r"|(?:do you )?(?:want|wish|agree|consent) to (?:get|receive|hear|be texted)"
    r"|(?:reply|text|answer|send) [\"'“«]?(?:yes|y|ok|start|join|subscribe|in)\b[\"'”»]? (?:to|for)"
    r"|(?:pouvons|pourrions)-nous vous (?:texter|[ée]crire|envoyer|contacter)"
    r"|(?:souhaitez|aimeriez|voulez|acceptez|d[ée]sirez)-vous (?:de )?(?:recevoir|[êe]tre|vous abonner)"
    r"|(?:r[ée]pondez|textez|envoyez) [\"'“«]? ?(?:oui|ok|start|o)\b ?[\"'”»]? pour"
    r"|podemos (?:enviarle|escribirle|mandarle)|(?:desea|quiere|acepta|le gustar[íi]a) recibir"
    r"|(?:responda|env[íi]e) [\"'“«]?(?:s[íi]|ok|start)\b[\"'”»]? para"
)
_SOLD = (
    r"(?:offers?|deals?|discounts?|specials?|promos?|promotions?|sales?|coupons?|news|newsletters?|marketing"
    r"|our (?:texts|messages|updates|list)|subscrib\w+|sign(?:ed)? up|opt(?:ed)? in"
    r"|offres?|rabais|aubaines?|soldes?|nouvelles|infolettres?|nouveaut[ée]s|nos (?:textos|messages)"
    r"|vous (?:abonner|inscrire)|ofertas?|promociones|descuentos|novedades|nuestros mensajes|suscribirse)"
)
_REQUEST = re.compile(
    rf"(?<!\w)(?:{_ASKS})(?!\w)[^.!?]{{0,60}}?(?<!\w){_SOLD}(?!\w)"
    rf"|(?<!\w)(?:may|can|could) we (?:text|message|sms) you ?(?:\?|$)"
    rf"|(?<!\w)(?:pouvons|pourrions)-nous vous texter ?(?:\?|$)",
    re.IGNORECASE,
)


_HINTS = (
    "we text,we message,we sms,vous texter,offer,offre,deal,discount,special,promo,sale,coupon,"
    "news,marketing,our text,our mess,our upd,our list,subscri,rabais,aubaine,solde,sign up,"
    "signed up,opt in,opted in,nouve,infolettre,nos texto,nos mess,abonner,inscrire,ofertas,"
    "descuento,novedad,nuestros,suscribirse"
).split(",")
"""No request is without one of these: the gate looks at every text, and most have none."""


def asks_for_consent(text: str) -> bool:
    """Whether a text asks its reader to agree to offers or news; linear in its length."""
    folded = text.casefold()
    return any(hint in folded for hint in _HINTS) and _REQUEST.search(text.replace("’", "'")) is not None
