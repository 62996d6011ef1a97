"""Who answers a keyword, we or the network: the reply mode of a sender (DESIGN §6). Pure."""

from responder.domain.business import ReplyMode, Sender, SenderType
from responder.domain.understanding.keywords import TWILIO_DEFAULT_WORDS

TOLL_FREE_NETWORK_WORDS = frozenset({"stop", "start", "unstop"})
"""What the toll-free network answers itself, whatever the reply mode (CH-22, CH-23)."""


def network_answers(sender: Sender, body: str, opt_out_type: str) -> bool:
    """Whether Twilio or the carrier already answers this text, so that we must be silent (DESIGN §6)."""
    word = body.strip().casefold()
    if sender.type is SenderType.TOLL_FREE and word in TOLL_FREE_NETWORK_WORDS:
        return True
    if sender.replies is ReplyMode.TWILIO_DEFAULT:
        return word in TWILIO_DEFAULT_WORDS
    return sender.replies is ReplyMode.TWILIO_ADVANCED and bool(opt_out_type)
