"""A business file from a browser that is made to keep the console busy or to end in an error."""

from pathlib import Path

import pytest

from responder.adapters.previews.business_file import MOST_PROBLEMS, judge
from responder.settings.business_file import load_business
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "garage.toml"
TOO_DEEP, TOO_LONG = "Tables and lists may stand 8 inside", "A number in the file is too long"

DEEP = {
    "lists": "a = " + "[" * 20_000,
    "closed lists": "a = " + "[" * 200 + "]" * 200,
    "tables": "[" + "a." * 30_000 + "a]\n",
    "a name": "a." * 30_000 + "a = 1\n",
    "a quoted name": '"a".' * 15_000 + "a = 1\n",
    "nine": "[business]\na.b.c.d.e.f.g.h.i = 1\n",
}
LONG = {
    "decimal": "a = " + "9" * 60_000,
    "in sixteens": "a = 0x" + "f" * 60_000,
    "65 bits": f"a = {1 << 64}",
    "below zero": f"[business]\nmax_messages_a_month = -{1 << 64}",
}


def judged(text: str, tmp_path: Path) -> tuple[str, ...]:
    running = load_business(EXAMPLE)
    return judge(text.encode(), running, EXAMPLE, ROOT / "templates" / "sms", lambda _: "").problems


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_stands_too_deep_inside_each_other_is_one_sentence(text: str, tmp_path: Path) -> None:
    (said,) = judged(text, tmp_path)

    assert said.startswith(TOO_DEEP) or "not valid TOML" in said
    assert len(said) < 300


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_number_that_is_too_long_is_one_sentence(text: str, tmp_path: Path) -> None:
    (said,) = judged(text, tmp_path)

    assert said.startswith(TOO_LONG)


def test_a_file_of_mistakes_is_not_judged_to_its_end(tmp_path: Path) -> None:
    assert len(judged("\n".join(f"wrong{count} = 1" for count in range(4_000)), tmp_path)) <= MOST_PROBLEMS


def test_dots_in_sentences_are_no_names(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("Garage Tremblay inc.", "Garage " + "." * 110)

    assert "Garage ....." in text
    assert judged(text, tmp_path) == ()
