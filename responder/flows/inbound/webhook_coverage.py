"""Senders that nobody hears: without an inbound webhook at the provider no text to them comes here (US-10).

A messaging service without one does not even log its texts: a STOP leaves no trace anywhere, and no reading
of the log is complete while there is such a sender (I2). A plain number's texts are logged and read a minute
later. Both stop a start; a provider that does not answer stops none: what is not known is logged, and told by
`doctor`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from responder.domain.business import Business, Sender
from responder.domain.phone import mask
from responder.lib.log import get_logger
from responder.ports import Deps

log = get_logger(__name__)

ROUTE = "/twilio/inbound"
"""Where this product takes texts, behind PUBLIC_URL."""


def deaf_senders(deps: Deps) -> list[Sender]:
    """The senders of the business file whose texts are lost without a trace; who cannot be asked is none."""
    return [sender for sender in deps.business.senders if _is_deaf(deps, sender)]


def why_deaf(senders: list[Sender]) -> str:
    """One sentence for the operator."""
    named = ", ".join(sender.id for sender in senders)
    return (
        f"[[senders]] messaging_service {named} has no inbound webhook at Twilio: texts to it, STOP among "
        "them, are lost without a trace. Set one under “Integration” (I2, US-10)."
    )


def _is_deaf(deps: Deps, sender: Sender) -> bool:
    hears = deps.provider.hears(sender)
    if hears is None:
        log.warning("service_unread", sender=sender.id)
    return hears is False


@dataclass(frozen=True, slots=True)
class Hearing:
    """How our numbers are set at the provider: each stands in one of these at most.

    `unheard` has no webhook, of `unknown` the provider does not say, `elsewhere` goes to another server, and
    what we answer to `unretried` with a 5xx is not repeated.
    """

    unheard: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    unretried: tuple[str, ...] = ()


def hearing(deps: Deps, public_url: str) -> Hearing:
    """Asks the provider where texts to each number go. Raises nothing; it may take some seconds."""
    found: dict[str, list[str]] = {}
    ours = urlsplit(public_url.rstrip("/") + ROUTE)
    for number, url in deps.provider.webhooks(deps.business.senders).items():
        found.setdefault(_judged(url, ours), []).append(number)
    found.pop("", None)
    return Hearing(**{what: tuple(numbers) for what, numbers in found.items()})


def log_unknown(heard: Hearing) -> None:
    """What a start does not know, for the operator."""
    for number in heard.unknown:
        log.warning("webhook_unknown", sender=mask(number))


def _judged(url: str | None, ours: SplitResult) -> str:
    """Which of `Hearing` it is; "" for a webhook that is as it should be."""
    if url is None:
        return "unknown"
    if not url:
        return "unheard"
    goes = urlsplit(url)
    try:
        there = _place(goes) == _place(ours)
    except ValueError:  # a port that is no number
        there = False
    if not there:
        return "elsewhere"
    return "" if goes.fragment else "unretried"


def _place(url: SplitResult) -> tuple[str | None, int | None, str]:
    return url.hostname, url.port or {"https": 443, "http": 80}.get(url.scheme), url.path.rstrip("/")


def why_unheard(business: Business, numbers: Sequence[str]) -> str:
    """Why the product does not start: the field, what is missing at the provider, and the rule."""
    senders = dict.fromkeys(sender for sender in business.senders if set(sender.numbers) & set(numbers))
    named = "; ".join(_named(sender, numbers) for sender in senders)
    return (
        f"[[senders]] {named} has no inbound webhook at Twilio: texts to it, STOP among them, do not reach "
        "this server. Set “A message comes in” of the number, or “Integration” of the service (US-10)."
    )


def _named(sender: Sender, numbers: Sequence[str]) -> str:
    silent = ", ".join(number for number in sender.numbers if number in numbers)
    return f"messaging_service {sender.id} ({silent})" if sender.messaging_service else f"number {silent}"
