"""Who answers STOP, START and HELP besides the business: Twilio's keyword handling and the toll-free network.

Pure tables and one decision. Accepted limits: English words only in the advanced mode, with Twilio's
default texts as its custom ones; Consent API not simulated.
"""

from dataclasses import dataclass, field

TWILIO = "twilio"
NETWORK = "network"

DEFAULT_WORDS: dict[str, str] = {
    **dict.fromkeys(("stop", "unsubscribe", "end", "quit", "stopall", "cancel", "revoke", "optout"), "STOP"),
    **dict.fromkeys(("start", "yes", "unstop"), "START"),
    **dict.fromkeys(("help", "info"), "HELP"),
}
NETWORK_WORDS: dict[str, str] = {"stop": "STOP", "start": "START", "unstop": "START"}

TWILIO_TEXTS: dict[str, str] = {
    "STOP": (
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    ),
    "START": (
        "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
        "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
    ),
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}
NETWORK_TEXTS: dict[str, str] = {
    "STOP": (
        'NETWORK MSG: You replied with the word "stop" which blocks all texts sent from this number. '
        'Text back "unstop" to receive messages again.'
    ),
    "START": (
        'NETWORK MSG: You have replied "{word}" and will begin receiving messages again from this number.'
    ),
}


@dataclass(frozen=True, slots=True)
class Reaction:
    """What happens before the webhook: (layer, blocked) to set, (layer, text) to send, and the mark."""

    blocks: tuple[tuple[str, bool], ...] = ()
    replies: tuple[tuple[str, str], ...] = ()
    opt_out_type: str | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the decision depends on."""

    sender_type: str
    mode: str
    body: str
    in_service: bool = True
    blocked: frozenset[str] = field(default_factory=frozenset)

    @property
    def word(self) -> str:
        """The body as keywords are compared: trimmed and case-folded, whole."""
        return self.body.strip().casefold()

    @property
    def toll_free(self) -> bool:
        """Whether the toll-free network sits on top."""
        return self.sender_type == "toll_free"


def react(situation: Situation) -> Reaction:
    """The reactions of the network and of Twilio to one inbound text."""
    network = _network(situation)
    twilio = _twilio(situation, network)
    return Reaction(network.blocks + twilio.blocks, network.replies + twilio.replies, twilio.opt_out_type)


def _network(situation: Situation) -> Reaction:
    kind = NETWORK_WORDS.get(situation.word) if situation.toll_free else None
    if kind is None:
        return Reaction()
    stop = kind == "STOP"
    changed = stop != (NETWORK in situation.blocked)
    text = NETWORK_TEXTS[kind].format(word=situation.word)
    return Reaction(((NETWORK, stop),), ((NETWORK, text),) if changed else ())


def _twilio(situation: Situation, network: Reaction) -> Reaction:
    kind = DEFAULT_WORDS.get(situation.word)
    if kind is None or situation.mode == "off":
        return Reaction()
    advanced = situation.mode == "advanced"
    mark = kind if advanced and situation.in_service else None
    # On a toll-free number without Advanced Opt-Out the network alone handles its words.
    if network.blocks and not advanced:
        return Reaction()
    if _silent(situation, kind, network):
        return Reaction(_twilio_blocks(kind), (), mark)
    return Reaction(_twilio_blocks(kind), ((TWILIO, TWILIO_TEXTS[kind]),), mark)


def _twilio_blocks(kind: str) -> tuple[tuple[str, bool], ...]:
    return {"STOP": ((TWILIO, True),), "START": ((TWILIO, False),)}.get(kind, ())


def _silent(situation: Situation, kind: str, network: Reaction) -> bool:
    """Whether Twilio says nothing: already opted out, or its text could not pass the network's block."""
    if kind == "STOP":
        return TWILIO in situation.blocked or (NETWORK, True) in network.blocks
    if kind == "HELP":
        strict = situation.mode == "advanced" or situation.toll_free
        return strict and bool(situation.blocked)
    return NETWORK in situation.blocked and not network.blocks
