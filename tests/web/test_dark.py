"""The dark scheme changes colours alone: so only the colours of a page are looked at in light and in dark."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "responder" / "web" / "static"
STYLES = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.css")))
DARK = re.findall(r"@media[^{]*prefers-color-scheme: dark[^{]*\{\s*([^{}]*)\{([^{}]*)\}\s*\}", STYLES)
TAKES_COLOUR = re.compile(
    r"(--[\w-]+|(.*-)?color|background|border(-\w+)?|outline|box-shadow|fill|stroke|text-decoration)"
)


def test_one_place_says_what_is_dark() -> None:
    assert len(DARK) == STYLES.count("prefers-color-scheme") == 1
    assert DARK[0][0].strip() == ":root"


@pytest.mark.parametrize("declaration", [each.strip() for each in DARK[0][1].split(";") if each.strip()])
def test_what_is_dark_is_the_value_of_something_that_takes_a_colour(declaration: str) -> None:
    name = declaration.split(":", maxsplit=1)[0]
    assert name.startswith("--")
    users = re.findall(rf"([\w-]+):[^;{{}}]*var\({name}\)", STYLES)
    assert users
    assert [each for each in users if not TAKES_COLOUR.fullmatch(each)] == []
