"""Who answers what: every type of sender, every reply mode, every intent; one answer in all (DESIGN §6, I4).

Twilio's part and the toll-free network's are the simulator's. A webhook returns when all is decided, so
what will ever be sent is known then: the tests wait for it to leave and need not wait for silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from responder.domain.business import ReplyMode, SenderType
from responder.domain.understanding.classifier import Classifier, Intent
from responder.domain.understanding.keywords import keyword_set
from tests.product.harness import Product, eventually, new_phone, next_second

NUMBERS = {
    "long_code app": "+14155550160",
    "long_code twilio_default": "+14155550161",
    "long_code twilio_advanced": "+14155550162",
    "toll_free app": "+18885550163",
    "toll_free twilio_default": "+18885550164",
    "toll_free twilio_advanced": "+18885550165",
    "short_code app": "24273",
}
"""Type and mode, with a number of its own. Twilio has its advanced handling on messaging services alone."""

IN_SERVICES = {
    f"{name} service": f"{number[:-2]}{int(number[-2:]) + 10}"
    for name, number in NUMBERS.items()
    if not name.endswith("twilio_advanced")
}
"""The other types and modes once more, behind a messaging service: who answers must be the same."""

SENDERS = NUMBERS | IN_SERVICES


def _table(place: int, name: str, number: str) -> str:
    kind, mode = name.split()[:2]
    service = f'messaging_service = "MG{place:032x}"\nnumbers = ["{number}"]'
    plain = name in NUMBERS and mode != "twilio_advanced"
    side = f'number = "{number}"' if plain else service
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
    """Texts sent one after the other to one sender, and who answers each; then the consent.

    With `picture` each is the caption of one (MMS).
    """

    texts: tuple[str, ...]
    answers: dict[str, tuple[tuple[str, ...], ...]]
    consent: str
    picture: bool = False

    def __str__(self) -> str:
        return ", ".join(self.texts) + (" below a picture" if self.picture else "")


MODES = tuple(NUMBERS)


def row(texts: str, consent: str, *answers: str, picture: bool = False) -> Row:
    """Texts and who answers each, for the senders in their order above; in a service as outside of one."""
    who = [tuple(AUTHORS[word] for word in each.split()) for each in answers]
    found = dict(zip(MODES, who, strict=True))
    found |= {name: found[name.removesuffix(" service")] for name in IN_SERVICES}
    return Row(tuple(texts.split(", ")), found, consent, picture)


def ours(texts: str, consent: str, picture: bool = False) -> Row:
    """What nobody but us understands: one answer of ours wherever it is texted."""
    return row(texts, consent, *["us"] * len(MODES), picture=picture)


def nobodys(texts: str, consent: str, picture: bool = False) -> Row:
    """What nobody answers, wherever it is texted."""
    return row(texts, consent, *["-"] * len(MODES), picture=picture)


ROWS = (
    # long_code: app, twilio_default, twilio_advanced; toll_free: the same three; short_code: app
    row("STOP", "OPTED_OUT", "us", "twilio", "twilio", "network", "network", "network", "us"),
    ours("ARRET", "OPTED_OUT"),
    ours("Stop.", "OPTED_OUT"),
    ours("Stop it!", "OPTED_OUT"),
    ours("opt out", "OPTED_OUT"),
    ours("STOP PLEASE", "OPTED_OUT"),
    ours("please stop texting me", "OPTED_OUT"),
    ours("arrêtez de me texter", "OPTED_OUT"),
    row("CANCEL", "OPTED_OUT", "us", "twilio", "twilio", "us", "twilio", "twilio", "us"),
    row(
        "STOP, STOP, STOP",
        "OPTED_OUT",
        "us - -",
        "twilio - -",
        "twilio - -",
        "network - -",
        "network - -",
        "network - -",
        "us - -",
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
    ours("AIDE", "UNKNOWN"),
    row("YES", "UNKNOWN", "-", "twilio", "twilio", "-", "twilio", "twilio", "-"),
    nobodys("hello", "UNKNOWN"),
    nobodys("enough already", "UNKNOWN"),
    nobodys("Liked “Reply STOP to opt out”", "UNKNOWN"),
    ours("STOP PROMOS", "UNKNOWN"),
    row("STOP", "OPTED_OUT", "us", "twilio", "twilio", "network", "network", "network", "us", picture=True),
    ours("please stop texting me", "OPTED_OUT", picture=True),
    row("HELP", "UNKNOWN", "us", "twilio", "twilio", "us", "twilio", "twilio", "us", picture=True),
    nobodys("my new car", "UNKNOWN", picture=True),
)


def test_every_sender_mode_and_intent_has_its_cell() -> None:
    """PR-03, CH-25: no combination that the business file takes is left out."""
    known = Classifier(keyword_set({"MARKETING_OFF": ("stop promos",)}))
    told = {known.classify(each.texts[-1], "").intent for each in ROWS}
    possible = {f"{kind.value} {mode.value}" for kind in SenderType for mode in ReplyMode}
    impossible = {f"short_code {mode.value}" for mode in ReplyMode} - {"short_code app"}
    in_services = {f"{name} service" for name in MODES if not name.endswith("advanced")}

    assert told == set(Intent)
    assert {known.classify(each.texts[-1], "").intent for each in ROWS if each.picture} >= {
        Intent.OPT_OUT,
        Intent.HELP,
        Intent.NONE,
    }
    assert set(MODES) == possible - impossible
    assert all(set(each.answers) == set(MODES) | in_services == set(SENDERS) for each in ROWS)


def test_no_text_has_two_answers_of_which_one_is_ours() -> None:
    """PR-03, I4: what the table asks for, before it is asked of the product."""
    answered = [who for each in ROWS for texts in each.answers.values() for who in texts]
    assert all(len(who) < 2 or "responder" not in who for who in answered)
    assert ("network", "twilio") in answered


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    running = Product(tmp_path_factory.mktemp("senders"), business=BUSINESS)
    try:
        yield running.start()
    finally:
        running.stop()


PICTURE = [{"url": "http://127.0.0.1:9/new-car.jpg", "content_type": "image/jpeg"}]


def answers(product: Product, phones: dict[str, str], text: str, picture: bool) -> dict[str, tuple[str, ...]]:
    """Who answers this text, for each sender and the phone that texts it."""
    before = {name: len(product.phones.heard(phone)) for name, phone in phones.items()}
    for name, phone in phones.items():
        product.phones.text(phone, text, to=SENDERS[name], media=PICTURE if picture else [])
    for phone in phones.values():
        eventually(lambda phone=phone: set(product.states(phone)).isdisjoint({"queued", "sending"}))
    heard = {name: product.phones.heard(phone)[before[name] :] for name, phone in phones.items()}
    return {name: tuple(message["author"] for message in found) for name, found in heard.items()}


def handed_over(product: Product, phones: dict[str, str]) -> dict[str, int]:
    """How many texts we tried to send: one that a block of Twilio's swallows is heard by nobody."""
    tried = [event["detail"]["to"] for event in product.phones.events("create")]
    return {name: tried.count(phone) for name, phone in phones.items()}


@pytest.mark.parametrize("each", ROWS, ids=str)
def test_exactly_one_of_us_answers(product: Product, each: Row) -> None:
    """PR-03, CH-06, CH-22: us, Twilio or the network, and never two of whom we are one."""
    phones = {name: new_phone() for name in SENDERS}
    for place, text in enumerate(each.texts):
        if place:
            next_second()
        expected = {name: who[place] for name, who in each.answers.items()}
        assert answers(product, phones, text, each.picture) == expected, text
    assert {product.consent(phone) for phone in phones.values()} == {each.consent}
    assert handed_over(product, phones) == {
        name: sum(who.count("responder") for who in each.answers[name]) for name in phones
    }
