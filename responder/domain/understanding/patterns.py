"""Reads the patterns of a language (`domain/understanding/languages/language.py`: how they are written) as
expressions over letters.

Beside its expression each pattern knows its keys: words of which a text must have one, or the pattern cannot
match. They are taken from the part of the pattern with the rarest words, so that most texts wake no pattern.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

END, PAUSE, OTHER = ".", ",", "x"
"""The letters of a full stop or line break, of another mark, and of a word on no list."""

NAME = re.compile(r"[A-Z][A-Z_]*|[a-z0-9]+")
_PART = re.compile(r"<<|>>|\.\.\.|\.\.|!\(|~?(?:[A-Z][A-Z_]*|[a-z0-9]+)|\{\d,\d\}|\S")
_PLACES = {"<<": "^", ">>": "[.,]*$", "<": "(?:^|(?<=[.,]))", ">": "(?=[.,]|$)", "_": "[^.,]", ",": ","}
_PLACES["..."] = ".{0,40}?"

Needs = list[frozenset[str]]
"""Sets of words; a text that matches has a word of each."""


class BadPattern(ValueError):
    """A pattern that cannot be read; the text is one sentence that shows it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of a language. `kind` names its block.

    A text that matches has a word of `keys`, the rarest, and of each of `needs`, the rarer first.
    """

    kind: str
    expression: re.Pattern[str]
    keys: frozenset[str]
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Lists:
    """What a pattern may name: a list's words and their letters; and how common a word is (0 = not)."""

    words: Callable[[str], frozenset[str]]
    letters: Callable[[str], str]
    common: Mapping[str, int]

    def weight(self, words: frozenset[str]) -> int:
        """How many texts have one of these words, roughly."""
        return sum(weight for word, weight in self.common.items() if word in words)


def read(kind: str, row: str, lists: Lists) -> Pattern:
    """A pattern from its row. Raises BadPattern."""
    reader = _Reader(_PART.findall(row), lists)
    expression, needs = reader.choice()
    if reader.rest or not needs or row.count("(") != row.count(")"):
        raise BadPattern(f"The pattern {row!r} cannot be read, or no word of it must be there.")
    keys, *others = sorted(needs, key=lists.weight)
    return Pattern(kind, re.compile(expression), keys, tuple(others or [keys]))


@cache
def one_of(letters: str) -> str:
    """An expression for any one of these letters; neighbours as a range, which is read far sooner."""
    runs: list[str] = []
    for letter in sorted(letters):
        if runs and ord(letter) == ord(runs[-1][-1]) + 1:
            runs[-1] = f"{runs[-1][0]}-{letter}"
        else:
            runs.append(letter)
    return f"[{''.join(runs)}]"


class _Reader:
    """Reads the parts of one row from left to right."""

    def __init__(self, parts: list[str], lists: Lists) -> None:
        self.rest = parts[::-1]
        self._lists = lists

    def choice(self) -> tuple[str, Needs]:
        """Alternatives up to a closing bracket or the end: a word is needed if each needs one."""
        expressions, needs = [], []
        while True:
            expression, needed = self._sequence()
            expressions.append(expression)
            needs.append(needed)
            if not self.rest or self.rest.pop() == ")":
                break
        if len(needs) == 1:
            return expressions[0], needs[0]
        each = [min(needed, key=self._lists.weight) for needed in needs if needed]
        together = [frozenset[str]().union(*each)] if len(each) == len(needs) else []
        return "|".join(expressions), together

    def _sequence(self) -> tuple[str, Needs]:
        expression, needs = "", Needs()
        while self.rest and self.rest[-1] not in ("|", ")"):
            part, needed = self._part(self.rest.pop())
            times = self._times()
            expression += part + times
            needs += [] if times in ("?", "*") or times.startswith("{0") else needed
        return expression, needs

    def _times(self) -> str:
        again = self.rest and (self.rest[-1] in ("?", "*", "+") or self.rest[-1][0] == "{")
        return self.rest.pop() if again else ""

    def _part(self, part: str) -> tuple[str, Needs]:
        if part in _PLACES:
            return _PLACES[part], []
        if part == "..":
            return f"(?:{one_of(self._lists.letters('FILLER'))}{{0,3}})", []
        if part == "!(":
            return f"(?!{self.choice()[0]})", []
        if part == "(":
            expression, needs = self.choice()
            return f"(?:{expression})", needs
        if part[0] == "~":
            return f"(?<!{one_of(self._lists.letters(part[1:]))})", []
        if not NAME.fullmatch(part):
            raise BadPattern(f"{part!r} has no meaning in a pattern.")
        return one_of(self._lists.letters(part)), [self._lists.words(part)]
