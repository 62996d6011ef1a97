"""The texts that a pattern says word for word: one that stands for a handful of them is a list of phrases."""

import re
from itertools import product

HANDFUL = 400
"""A pattern with more texts than this composes them, and recites none."""


def recited(row: str) -> set[str]:
    """Every text that a pattern of words and alternatives stands for; none where a list or a gap varies."""
    if re.search(r"[A-Z_~!{*+]|\.\.", row):
        return set()
    parts = re.findall(r"[()|?]|[a-z0-9]+", row)[::-1]
    return {" ".join(text.split()) for text in _choice(parts)}


def _choice(parts: list[str]) -> set[str]:
    texts = _sequence(parts)
    while parts and parts.pop() == "|":
        texts |= _sequence(parts)
    return texts


def _sequence(parts: list[str]) -> set[str]:
    texts = {""}
    while parts and parts[-1] not in ("|", ")"):
        part = parts.pop()
        choices = _choice(parts) if part == "(" else {part}
        if parts and parts[-1] == "?":
            parts.pop()
            choices |= {""}
        texts = {f"{text} {choice}" for text, choice in product(texts, choices)}
        if len(texts) > HANDFUL:
            texts = set()
    return texts
