"""The console speaks English and French: no sentence is missing, and none loses its values."""

import ast
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask
from flask_babel import Babel

from responder.web.console.words import reason_params
from responder.web.console.words.reasons import translated

ROOT = Path(__file__).resolve().parents[2]
FRENCH = ROOT / "responder" / "web" / "translations" / "fr" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "_said": None}


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (FRENCH / "messages.po").open("rb") as file:
        return read_po(file, locale="fr")


def said() -> list[str | tuple[str, ...]]:
    """Every sentence in the console's sources."""
    with (ROOT / "responder" / "web" / "translations.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS, directory_filter=_ours)
    return [message for _, _, message, _, _ in found]


def _ours(folder: str) -> bool:
    return not Path(folder).name.startswith((".", "var", "tests"))


def test_every_sentence_has_its_french(french: Catalog) -> None:
    sentences = said()
    assert len(sentences) > 200
    assert [each for each in sentences if not _translated(french.get(_key(each)))] == []


def test_no_translation_is_left_over(french: Catalog) -> None:
    known = {_key(each) for each in said()}
    assert [m.id for m in french if m.id and _key(m.id) not in known] == []


def test_values_stay_in_their_sentences(french: Catalog) -> None:
    wrong = []
    for message in french:
        pair = (
            (message.id, message.string)
            if isinstance(message.id, str)
            else (message.id[1], message.string[1])
        )
        if message.id and sorted(_values(pair[0])) != sorted(_values(str(pair[1]))):
            wrong.append(message.id)
    assert wrong == []


def test_the_compiled_file_is_of_this_catalogue(french: Catalog) -> None:
    fresh = BytesIO()
    write_mo(fresh, french)
    fresh.seek(0)
    with (FRENCH / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert [(m.id, m.string) for m in compiled if m.id] == [(m.id, m.string) for m in read_mo(fresh) if m.id]
    with (FRENCH / "messages.mo").open("rb") as file:
        assert Translations(file).gettext("Yes, unsubscribe") == "Oui, désabonner"


SAY_WHY = (
    *(
        "domain/sending/gate.py",
        "domain/consent/decisions.py",
        "domain/sending/disclosure.py",
        "domain/consent/review.py",
    ),
    *(
        "flows/outbound/deliver.py",
        "flows/outbound/prepare.py",
        "flows/outbound/receipts.py",
        "flows/outbound/unknown_outcomes.py",
    ),
)
"""Where the reasons come from that staff read beside a message."""


def reasons(path: Path) -> list[str]:
    """The sentences of a file, with X for each value that they carry."""
    found = []
    tree = ast.parse(path.read_text("utf-8"))
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    inside |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
            found.append("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            found.append(node.value)
    return [text for text in found if text.endswith(".") and text.count(" ") > 1]


COMPOSED = {
    "Ask them to text START to X.",  # joined to the sentence before it
    "X; no more may go in time.",
    "X, and may have no more now.",
}


@pytest.mark.parametrize("path", SAY_WHY)
def test_whatever_staff_read_beside_a_message_is_in_the_catalogue(french: Catalog, path: str) -> None:
    known = [shape for shape, _ in reason_params._SHAPES]
    missing = [
        text
        for text in reasons(ROOT / "responder" / path)
        if text not in COMPOSED and french.get(text) is None and not any(s.fullmatch(text) for s in known)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Sent again by Dana (the new one).", "Renvoyé par Dana (the new one)."),
        ("Left unsent by Zoé.", "Laissé sans envoi par Zoé."),
        (
            "The consent by purchase ran out on 2026-01-02. (CA-01)",
            "Le consentement (achat) a pris fin le 2026-01-02. (CA-01)",
        ),
        (
            "The provider never had it: sent once more (I7).",
            "Le fournisseur ne l'a jamais eu : renvoyé une fois (I7).",
        ),
        ("100 % sure of %(who)s.", "100 % sure of %(who)s."),
    ],
)
def test_a_sentence_with_values_is_said_in_french(said: str, shown: str) -> None:
    flask = Flask("words")
    Babel(flask, default_locale="fr", default_translation_directories=str(FRENCH.parents[1]))
    with flask.test_request_context():
        assert translated(said) == shown


def _key(sentence: str | tuple[str, ...] | list[str]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def _translated(message: Message | None) -> bool:
    strings = (message.string if isinstance(message.string, tuple) else (message.string,)) if message else ()
    return bool(strings) and all(strings)


def _values(text: str) -> list[str]:
    return re.findall(r"%\(\w+\)[sd]", text)
