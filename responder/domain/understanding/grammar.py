"""The phrase tier: whole sentences, by the patterns of a language (RULES KW-10, KW-11).

Each word of a text becomes one letter that stands for the lists it is on, and a pattern is an expression over
those letters. A text without any key word of a pattern is left after one look; the others are shown only the
patterns whose key they have.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from responder.domain.understanding.languages.language import Language, rows
from responder.domain.understanding.misspellings import slips
from responder.domain.understanding.patterns import END, NAME, OTHER, PAUSE, BadPattern, Lists, read

_TOKEN = re.compile(r"[^\W_]+|[.?!\n]|[,;:()\"\u2013\u2014\u2026/]|(?<= )-+(?= )|[\U0001f6d1#]")
_MARKS = {mark: PAUSE for mark in ',;:()"\u2013\u2014\u2026/'} | {mark: END for mark in ".?!\n"}
_ENDS = END + PAUSE
_MOST = 400
"""A text of 1,600 characters has fewer words than this; what is longer is read to here."""

KINDS = ("idioms", "requests", "doubts", "unclear", "for_a_call", "for_support")
"""The blocks of patterns, in the order in which they speak."""
_SILENT = frozenset({"idioms", "doubts"})
"""The blocks that change only what the others say."""
_SPEAKING = tuple(kind for kind in KINDS if kind not in _SILENT)


def tokens(text: str, apostrophe: str) -> list[str]:
    """The words and marks of a normalised text."""
    if "'" in text:
        text = text.replace("'", apostrophe)
    return _TOKEN.findall(text)[:_MOST]


_Woken = tuple[int, int, tuple[int, ...]]
"""A pattern's number, and masks of letters: a text that it matches has one of each. The rarest first."""
_NO_LETTER: tuple[int, list[_Woken]] = (0, [])


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern found: the block that it stands in, and the words."""

    kind: str
    words: str


class Lexicon:
    """The letter of each word: words that stand on the same lists share one."""

    def __init__(self, language: Language, patterns: Iterable[str]) -> None:
        lists = _lists(language, patterns)
        letters = {kinds: chr(0x4E00 + place) for place, kinds in enumerate(_in_order(set(lists.values())))}
        self._kinds = {letter: kinds for kinds, letter in letters.items()}
        self.bits = {letter: 1 << place for place, letter in enumerate(self._kinds)}
        self._letters = {word: letters[kinds] for word, kinds in lists.items()} | _MARKS
        self.glued = dict(_glued(language.elided.split(), self._letters, language.real.split()))
        for slip, word in slips(language.misspelled.split(), language.real.split()):
            if word in self._letters:
                self._letters.setdefault(slip, self._letters[word])
        self._lists = self._by_list()
        self._known: dict[frozenset[str], frozenset[str]] = {}

    def _by_list(self) -> dict[str, tuple[str, frozenset[str]]]:
        """The letters and the words of each list: patterns name the same lists again and again."""
        of_letter: dict[str, list[str]] = {}
        for word, letter in self._letters.items():
            of_letter.setdefault(letter, []).append(word)
        letters: dict[str, str] = {}
        for letter, kinds in self._kinds.items():
            for name in kinds:
                letters[name] = letters.get(name, "") + letter
        return {
            name: (found, frozenset(chain.from_iterable(of_letter[each] for each in found)))
            for name, found in letters.items()
        }

    def parted(self, words: list[str]) -> list[str]:
        """The words, those that are written together parted: "jveux" is "j veux"."""
        if self.glued.keys().isdisjoint(words):
            return words
        return [part for word in words for part in self.glued.get(word, (word,))]

    def spell(self, words: list[str]) -> str:
        """One letter for each word and mark."""
        get = self._letters.get
        return "".join([get(word, OTHER) for word in words])

    def letters_of(self, words: frozenset[str]) -> frozenset[str]:
        """The letters of these words; patterns ask for the same words again and again."""
        if words not in self._known:
            self._known[words] = frozenset(map(self._letters.__getitem__, words))
        return self._known[words]

    def mask(self, words: frozenset[str]) -> int:
        """A bit for each letter of these words."""
        return sum(self.bits[letter] for letter in self.letters_of(words))

    def letters(self, name: str) -> str:
        """The letters of the words on a list. Raises BadPattern where there is no such list."""
        if name not in self._lists:
            raise BadPattern(f"A pattern names {name!r}, which is no list and no word.")
        return self._lists[name][0]

    def words(self, name: str) -> frozenset[str]:
        """The words on a list, with their misspellings."""
        return self._lists[name][1]


_LONG = 4
"""Letters of a word that may be written together with one before it: a shorter one would be another word."""


def _glued(
    elided: list[str], known: Iterable[str], real: Iterable[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """What each elided word and a known word are together, unless that is a word by itself."""
    words = [word for word in known if len(word) >= _LONG]
    taken = {*known, *real}
    for first in elided:
        yield from ((first + word, (first, word)) for word in words if first + word not in taken)


def _in_order(kinds: set[frozenset[str]]) -> list[frozenset[str]]:
    """Combinations of lists, so that those of a long list stand side by side as far as they can."""
    often = Counter(chain.from_iterable(kinds))
    names = sorted(filter(str.isupper, often), key=lambda name: (-often[name], name))
    return sorted(kinds, key=lambda on: ([name not in on for name in names], sorted(on)))


class _Forms:
    """Writes out the verbs on a language's lists: "retir+er" is retirer, retirez, retire and so on."""

    def __init__(self, language: Language) -> None:
        named = (row.partition(":") for row in rows(language.endings))
        self._endings = {name: endings.split() for name, _, endings in named} | {"": [""]}

    def of(self, word: str) -> list[str]:
        """The forms of a word on a list. Raises BadPattern for endings that the language does not have."""
        stem, _, name = word.partition("+")
        if name not in self._endings:
            raise BadPattern(f"A list has {word!r}, and there are no endings {name!r}.")
        return [stem + ending for ending in self._endings[name]]


def _lists(language: Language, patterns: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each word with the lists that hold it; a word named in a pattern is a list of itself."""
    found: dict[str, set[str]] = {}
    forms = _Forms(language)
    for name, _, words in (row.partition(":") for row in rows(language.words)):
        for word in chain.from_iterable(map(forms.of, words.split())):
            found.setdefault(word, set()).add(name)
    for name in chain.from_iterable(NAME.findall(pattern) for pattern in patterns):
        if not name.isupper():
            found.setdefault(name, set()).add(name)
    for word, _, others in (row.partition(": ") for row in rows(language.spelled)):
        for other in others.split():
            found.setdefault(other, set()).update(found.get(word, ()))
    return {word: frozenset(kinds) for word, kinds in found.items()}


class Grammar:
    """The patterns of one language, ready to read texts. `keys` are words that wake a pattern."""

    def __init__(self, language: Language) -> None:
        """Raises BadPattern for a row that cannot be read."""
        self.code = language.code
        self.parts_apostrophes = language.parts_apostrophes
        written = [(kind, row) for kind in KINDS for row in rows(getattr(language, kind))]
        self.lexicon = lexicon = Lexicon(language, (row for _, row in written))
        lists = Lists(lexicon.words, lexicon.letters, _common(language))
        self.patterns = [read(kind, row, lists) for kind, row in written]
        self._by_letter = self._woken_by()
        speaking = [pattern.keys for pattern in self.patterns if pattern.kind not in _SILENT]
        keys = frozenset[str]().union(*speaking)
        self.keys = keys.union(word for word, parts in lexicon.glued.items() if not keys.isdisjoint(parts))

    def _woken_by(self) -> dict[str, tuple[int, list[_Woken]]]:
        """For each letter its bit, and the patterns that it wakes with the masks that they need beside it."""
        found: dict[str, tuple[int, list[_Woken]]] = {
            letter: (bit, []) for letter, bit in self.lexicon.bits.items()
        }
        for number, pattern in enumerate(self.patterns):
            rarest, *others = [self.lexicon.mask(words) for words in pattern.needs]
            for letter in self.lexicon.letters_of(pattern.keys):
                found[letter][1].append((number, rarest, tuple(others)))
        return found

    def read(self, words: list[str]) -> Found | None:
        """The first pattern of the language that speaks about these words, strongest kind first."""
        words = self.lexicon.parted(words)
        letters = self.lexicon.spell(words)
        awake = self.awake(letters)
        if awake.keys() <= _SILENT:
            return None
        for idiom in awake.get("idioms", ()):
            letters = idiom.sub(_cut_out, letters)
        for kind in _SPEAKING:
            found = _first(awake.get(kind, ()), letters)
            if found:
                sentence = _sentence(letters, *found.span())
                doubtful = kind == "requests" and _first(awake.get("doubts", ()), sentence)
                return Found("doubts" if doubtful else kind, " ".join(words[found.start() : found.end()]))
        return None

    def awake(self, letters: str) -> dict[str, list[re.Pattern[str]]]:
        """The patterns by kind that may match: a letter of each of their needs is there."""
        mask, woken = 0, list[_Woken]()
        for letter in set(letters):
            bit, patterns = self._by_letter.get(letter, _NO_LETTER)
            mask |= bit
            if patterns:
                woken += patterns
        numbers = {
            number
            for number, rarest, others in woken
            if rarest & mask and all(other & mask for other in others)
        }
        awake: dict[str, list[re.Pattern[str]]] = {}
        for number in sorted(numbers):
            awake.setdefault(self.patterns[number].kind, []).append(self.patterns[number].expression)
        return awake


def _cut_out(idiom: re.Match[str]) -> str:
    return OTHER * len(idiom.group())


def _first(expressions: Iterable[re.Pattern[str]], letters: str) -> re.Match[str] | None:
    return next((found for each in expressions if (found := each.search(letters))), None)


def _sentence(letters: str, start: int, end: int) -> str:
    """The sentence in which a pattern was found: a doubt elsewhere ("how did you get this?") is none.

    Of several it is the last: there stands what is asked for.
    """
    words_end = start + len(letters[start:end].rstrip(_ENDS))
    after = letters.find(END, end)
    return letters[letters.rfind(END, 0, words_end) + 1 : after if after >= 0 else None]


def _common(language: Language) -> dict[str, int]:
    """How common a word is: the first of the list most."""
    return {word: 4_000 // (place + 3) for place, word in enumerate(language.common.split())}


def grammars(languages: Iterable[Language]) -> tuple[Grammar, ...]:
    """A grammar for each language that has patterns."""
    return tuple(Grammar(language) for language in languages if language.requests)
