"""The people of the tests, with roles in their names: fictional numbers, 555-01xx. And how they text us."""

from dataclasses import replace

from responder.domain.business import Business, ReplyMode, Sender, SenderType
from responder.domain.consent import decisions
from responder.domain.consent.auto_replies import Heard, Inbound
from responder.domain.records import Consent, Decision, Message, MessageClass, Millis, Number
from responder.domain.understanding.classifier import Classifier
from responder.domain.understanding.keywords import keyword_set

ALICE = "+14165550101"
"""She consents."""

BOB = "+14185550112"
"""He has opted out, or is about to."""

CAROL = "+15145550137"
"""Nobody knows her."""

DANA = "Dana"
"""She is staff."""

OURS = "+14155550199"
"""The business's long code."""

NOON: Millis = 1_795_000_000_000
"""When the stories of the domain begin."""

LONG_CODE = Sender(OURS, SenderType.LONG_CODE, ReplyMode.APP, 1.0, (OURS,))
TOLL_FREE = Sender("+18005550123", SenderType.TOLL_FREE, ReplyMode.APP, 3.0, ("+18005550123",))
SHORT_CODE = Sender("24273", SenderType.SHORT_CODE, ReplyMode.APP, 100.0, ("24273",))
DEFAULT = replace(LONG_CODE, replies=ReplyMode.TWILIO_DEFAULT)
ADVANCED = replace(LONG_CODE, replies=ReplyMode.TWILIO_ADVANCED)

GARAGE = Business(
    id="garage",
    name="Garage Tremblay",
    legal_name="Garage Tremblay inc.",
    address="120 rue Principale, Québec QC G1R 1A1, Canada",
    phone="+18005550123",
    email="aide@garage.example",
    website="https://garage.example",
    languages=("en", "fr"),
    senders=(LONG_CODE, TOLL_FREE, SHORT_CODE),
)

UNDERSTANDS = Classifier(keyword_set({}))


def somebody(consent: Consent = Consent.UNKNOWN, number: str = CAROL, **details: object) -> Number:
    """A number as it might stand after some history: an hour ago it became what it is."""
    known = {"consent": consent, "version": 7, "since": NOON - 3_600_000, "episode": 1}
    if consent is Consent.OPTED_OUT:
        known |= {"opted_out_at": NOON - 3_600_000, "opt_out_episode": 1}
    return Number(number, **{**known, **details})  # type: ignore[arg-type]


def inbound(text: str, from_: str = CAROL, sid: str = "SM1", **details: object) -> Inbound:
    """A text to the long code, as our webhook got it."""
    plain = Inbound(sid, from_, can_reply=True, sender=LONG_CODE, body=text)
    return replace(plain, **details)  # type: ignore[arg-type]


def texts(number: Number, text: str, at: Millis = NOON, **details: object) -> Decision:
    """What is decided when `number` texts; the answer, if there is one, has the id `<sid>-answer`."""
    heard_text = inbound(text, number.number, **details)  # type: ignore[arg-type]
    said = UNDERSTANDS.classify(text, heard_text.opt_out_type)
    heard = Heard(heard_text, said, GARAGE, at, f"{heard_text.provider_id}-answer")
    return decisions.on_inbound(number, heard)


def message(kind: MessageClass = MessageClass.SERVICE, to: str = CAROL, **details: object) -> Message:
    """A message written at noon, valid for an hour."""
    plain = Message("00m", to, OURS, kind, 1, NOON, NOON, NOON + 3_600_000, body="Your car is ready.")
    return replace(plain, **details)  # type: ignore[arg-type]
