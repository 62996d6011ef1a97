"""Slips of one letter, worked out beforehand so that reading costs one look into a table (RULES KW-13)."""

from collections.abc import Iterable, Iterator

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = {"o": "0", "i": "1", "l": "1", "e": "3", "s": "5"}


def slips(words: Iterable[str], real: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every misspelling at one slip (Damerau) from a word, or with digits for letters, beside that word.

    `real` are other words that are spelled so: they mean themselves.
    """
    known, kept = set(real), tuple(words)
    known.update(kept)
    for word in kept:
        for slip in _slips(word):
            if slip not in known:
                known.add(slip)
                yield slip, word


def _slips(word: str) -> Iterator[str]:
    yield "".join(_DIGITS.get(letter, letter) for letter in word)
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in _LETTERS)
        if not after:
            continue
        yield before + after[1:]
        yield from (before + letter + after[1:] for letter in _LETTERS + _DIGITS.get(after[0], ""))
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
