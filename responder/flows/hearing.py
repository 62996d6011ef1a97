"""Senders that nobody hears: a messaging service without an inbound URL does not even log its texts (I2).

A STOP to such a sender leaves no trace anywhere, so no reading of the log is complete while there is one.
"""

from responder.domain.business import Sender
from responder.log import get_logger
from responder.ports import Deps

log = get_logger(__name__)


def deaf_senders(deps: Deps) -> list[Sender]:
    """The senders of the business file whose texts are lost without a trace; who cannot be asked is none."""
    return [sender for sender in deps.business.senders if _is_deaf(deps, sender)]


def why_deaf(senders: list[Sender]) -> str:
    """One sentence for the operator."""
    named = ", ".join(sender.id for sender in senders)
    return (
        f"The messaging service {named} has no inbound webhook at Twilio: texts to it, STOP among them, "
        "are lost without a trace. Set one under “Integration” (I2, US-10)."
    )


def _is_deaf(deps: Deps, sender: Sender) -> bool:
    hears = deps.provider.hears(sender)
    if hears is None:
        log.warning("service_unread", sender=sender.id)
    return hears is False
