"""The documents say what the product is: tables match the code, every file that they name is there."""

import re
from pathlib import Path

import pytest

from responder.cli import COMMANDS
from responder.settings.environment import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SETTINGS)
def test_the_readme_tells_every_setting(name):
    assert f"| `{name}` | {SETTINGS[name]} |" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_tells_every_command(name):
    assert f"| `{name}` | {COMMANDS[name].help} |" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(document):
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:bin|bench|docs|examples|responder|templates|tests|workers)/[\w./-]+)`", text)
    linked = re.findall(r"\]\(((?!https?:)[^)#]+)\)", text)
    missing = [name for name in named if not (ROOT / name).exists()]
    missing += [link for link in linked if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_says_why_what_then_and_what_not(decision):
    headings = re.findall(r"^## (.+)$", decision.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "Rejected"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_hold_only_fictional_numbers_and_no_machines_paths(document):
    text = document.read_text(encoding="utf-8")
    assert not re.search(r"\+1(?!\d{3}555\d{4})\d{10}", text)
    assert not re.search(r"(?<![\w.])/(?:home|root|work|Users)/", text)
