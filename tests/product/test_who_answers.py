"""Who answers what: every type of sender, every reply mode, every intent; one answer in all (DESIGN §6, I4).

Twilio's part and the toll-free network's are the simulator's. A webhook returns when all is decided, so
what will ever be sent is known then: the tests wait for it to leave and need not wait for silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from responder.domain.business import ReplyMode, SenderType
from responder.domain.intent import Classifier, Intent
from responder.domain.keywords import keyword_set
from tests.product.harness import Product, eventually, new_phone, next_second

SENDERS = {
    "long_code app": "+14155550160",
    "long_code twilio_default": "+14155550161",
    "long_code twilio_advanced": "+14155550162",
    "toll_free app": "+18885550163",
    "toll_free twilio_default": "+18885550164",
    "toll_free twilio_advanced": "+18885550165",
    "short_code app": "24273",
}


def _table(place: int, name: str, number: str) -> str:
    kind, mode = name.split()
    service = f'messaging_service = "MG{place:032x}"\nnumbers = ["{number}"]'
    side = service if mode == "twilio_advanced" else f'number = "{number}"'
    return f'[[senders]]\n{side}\ntype = "{kind}"\nreplies = "{mode}"\nrate = 1000\n'


BUSINESS = """
[business]
id = "garage"
name = "Garage Tremblay"
legal_name = "Garage Tremblay inc."
address = "120 rue Principale, Québec QC G1R 1A1, Canada"
phone = "+18005550150"
email = "aide@garage.example"
website = "https://garage.example"
languages = ["en", "fr"]

""" + "\n".join(_table(place, *item) for place, item in enumerate(SENDERS.items(), 1))
BUSINESS += '\n[keywords]\nmarketing_off = ["STOP PROMOS"]\n'

AUTHORS: dict[str, tuple[str, ...]] = {
    "us": ("responder",),
    "twilio": ("twilio",),
    "network": ("network",),
    "both": ("network", "twilio"),
    "-": (),
}
"""Who answers a text. "both" is toll-free START under Advanced Opt-Out, and nothing of it is ours."""


@dataclass(frozen=True)
class Row:
    """Texts sent one after the other to one sender, and who answers each; then the consent."""

    texts: tuple[str, ...]
    answers: dict[str, tuple[tuple[str, ...], ...]]
    consent: str

    def __str__(self) -> str:
        return ", ".join(self.texts)


MODES = tuple(SENDERS)


def row(texts: str, consent: str, *answers: str) -> Row:
    """Texts and who answers each, for the senders in their order above."""
    who = [tuple(AUTHORS[word] for word in each.split()) for each in answers]
    return Row(tuple(texts.split(", ")), dict(zip(MODES, who, strict=True)), consent)


ROWS = (
    # long_code: app, twilio_default, twilio_advanced; toll_free: the same three; short_code: app
    row("STOP", "OPTED_OUT", "us", "twilio", "twilio", "network", "network", "network", "us"),
    row("ARRET", "OPTED_OUT", "us", "us", "us", "us", "us", "us", "us"),
    row("Stop.", "OPTED_OUT", "us", "us", "us", "us", "us", "us", "us"),
    row("opt out", "OPTED_OUT", "us", "us", "us", "us", "us", "us", "us"),
    row("STOP PLEASE", "OPTED_OUT", "us", "us", "us", "us", "us", "us", "us"),
    row("CANCEL", "OPTED_OUT", "us", "twilio", "twilio", "us", "twilio", "twilio", "us"),
    row(
        "STOP, STOP",
        "OPTED_OUT",
        "us -",
        "twilio -",
        "twilio -",
        "network -",
        "network -",
        "network -",
        "us -",
    ),
    row(
        "STOP, ARRET",
        "OPTED_OUT",
        "us -",
        "twilio -",
        "twilio -",
        "network -",
        "network -",
        "network -",
        "us -",
    ),
    row(
        "STOP, START",
        "EXPRESS",
        "us us",
        "twilio twilio",
        "twilio twilio",
        "network network",
        "network network",
        "network both",
        "us us",
    ),
    row(
        "STOP, UNSTOP",
        "EXPRESS",
        "us us",
        "twilio twilio",
        "twilio twilio",
        "network network",
        "network network",
        "network both",
        "us us",
    ),
    row("opt out, START", "EXPRESS", "us us", "us twilio", "us twilio", "us -", "us -", "us twilio", "us us"),
    row(
        "STOP, YES",
        "OPTED_OUT",
        "us -",
        "twilio twilio",
        "twilio twilio",
        "network -",
        "network -",
        "network -",
        "us -",
    ),
    row(
        "STOP, HELP",
        "OPTED_OUT",
        "us us",
        "twilio twilio",
        "twilio -",
        "network -",
        "network -",
        "network -",
        "us us",
    ),
    row("START", "EXPRESS", "us", "twilio", "twilio", "-", "-", "twilio", "us"),
    row("HELP", "UNKNOWN", "us", "twilio", "twilio", "us", "twilio", "twilio", "us"),
    row("INFO", "UNKNOWN", "us", "twilio", "twilio", "us", "twilio", "twilio", "us"),
    row("AIDE", "UNKNOWN", "us", "us", "us", "us", "us", "us", "us"),
    row("YES", "UNKNOWN", "-", "twilio", "twilio", "-", "twilio", "twilio", "-"),
    row("hello", "UNKNOWN", "-", "-", "-", "-", "-", "-", "-"),
    row("enough already", "UNKNOWN", "-", "-", "-", "-", "-", "-", "-"),
    row("STOP PROMOS", "UNKNOWN", "us", "us", "us", "us", "us", "us", "us"),
)


def test_every_sender_mode_and_intent_has_its_cell() -> None:
    """PR-01 to PR-12: no combination that the business file takes is left out."""
    known = Classifier(keyword_set({"MARKETING_OFF": ("stop promos",)}))
    told = {known.classify(each.texts[-1], "").intent for each in ROWS}
    possible = {f"{kind.value} {mode.value}" for kind in SenderType for mode in ReplyMode}
    impossible = {f"short_code {mode.value}" for mode in ReplyMode} - {"short_code app"}

    assert told == set(Intent)
    assert set(MODES) == possible - impossible
    assert all(set(each.answers) == set(MODES) for each in ROWS)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("senders"), business=BUSINESS)
    try:
        yield running.start()
    finally:
        running.stop()


def answers(product: Product, phones: dict[str, str], text: str) -> dict[str, tuple[str, ...]]:
    """Who answers this text, for each sender and the phone that texts it."""
    before = {name: len(product.phones.heard(phone)) for name, phone in phones.items()}
    for name, phone in phones.items():
        product.phones.text(phone, text, to=SENDERS[name])
    for phone in phones.values():
        eventually(lambda phone=phone: set(product.states(phone)).isdisjoint({"queued", "sending"}))
    heard = {name: product.phones.heard(phone)[before[name] :] for name, phone in phones.items()}
    return {name: tuple(message["author"] for message in found) for name, found in heard.items()}


@pytest.mark.parametrize("each", ROWS, ids=str)
def test_exactly_one_of_us_answers(product: Product, each: Row) -> None:
    phones = {name: new_phone() for name in SENDERS}
    for place, text in enumerate(each.texts):
        if place:
            next_second()
        expected = {name: who[place] for name, who in each.answers.items()}
        assert answers(product, phones, text) == expected, text
    assert {product.consent(phone) for phone in phones.values()} == {each.consent}
