"""A business file tried out before an operator installs it: every sentence that would stop a start, at once.

`business_from` stops at the first mistake, as a start must. Here each key and each sender is put alone into
the file that runs and judged there, so that one look tells all of them.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any

from responder.adapters.templates.answers import BadTemplate, lint
from responder.adapters.templates.placeholders import Reminders
from responder.domain.business import Business
from responder.domain.understanding.keywords import BadKeyword, keyword_set
from responder.law.loader import law_for
from responder.lib.validators import ConfigError
from responder.settings.business_file import business_from, load_business

LARGEST = 64 * 1024
"""Bytes of a business file that is tried out."""

MOST_PROBLEMS = 50
"""Sentences that one look tells: what follows them is seen when these are mended."""

DEEPEST = 8
"""Tables and lists inside each other; a business file has three."""

MOST_DOTS = 100
"""In one line outside quotation marks; each of a name's stands for one more table inside another."""

_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")

LARGEST_NUMBER = 1 << 63
"""TOML has numbers of 64 bits; Python reads longer ones and cannot always write them."""

_OTHER_ID = "[business] id stands in every key of the store: with another one, all customers would be gone."

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One value that would be another: its name, what it is now, what it would be."""

    name: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a start would say to a file; with no problem, what would change."""

    problems: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def good(self) -> bool:
        """Whether a start would take it."""
        return not self.problems


def judge(
    text: bytes, running: Business, installed: Path, templates: Path, bars: Callable[[Business], str]
) -> Verdict:
    """Judge a file as a start would. `installed` is the file that runs, `templates` the folder of texts.

    `bars` says what else a start would object to in a file that is good in itself, or "".
    """
    if len(text) > LARGEST:
        return Verdict((f"The file is too large: at most {LARGEST // 1024} kB.",))
    try:
        document = _document(text)
    except ConfigError as error:
        return Verdict((str(error),))
    wrong = islice(_problems(document, _good_document(installed), templates), MOST_PROBLEMS)
    found = tuple(dict.fromkeys(wrong))
    if found:
        return Verdict(found)
    wanted = business_from(document)
    if said := _OTHER_ID if wanted.id != running.id else bars(wanted):
        return Verdict((said,))
    return Verdict(changes=tuple(_changes(running, wanted)))


def _document(text: bytes) -> Table:
    """The file as plain values, none of them deeper or longer than any file has. Raises ConfigError."""
    try:
        written = text.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError("The business file must be text in UTF-8.") from None
    _short_names(written)
    try:
        document = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"This is not valid TOML: {error}.") from None
    except RecursionError:
        raise ConfigError(_TOO_DEEP) from None
    except ValueError:  # Python's own limit for the digits of a number
        raise ConfigError(_TOO_LONG) from None
    _plain_enough(document)
    return document


_TOO_DEEP = f"Tables and lists may stand {DEEPEST} inside each other at most."
_TOO_LONG = "A number in the file is too long: TOML's have 64 bits."


def _short_names(written: str) -> None:
    """A name with thousands of dots takes the parser minutes: it is quadratic. Raises ConfigError."""
    if any(_QUOTED.sub("", line).count(".") > MOST_DOTS for line in written.splitlines()):
        raise ConfigError(_TOO_DEEP)


def _plain_enough(document: Table) -> None:
    """Look at every value without recursion, which deep ones would end. Raises ConfigError."""
    waiting: list[tuple[object, int]] = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            raise ConfigError(_TOO_DEEP)
        if isinstance(value, int) and abs(value) >= LARGEST_NUMBER:
            raise ConfigError(_TOO_LONG)
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(each, depth + 1) for each in inside]


def _problems(document: Table, good: Table, templates: Path) -> Iterator[str]:
    """One mistake a key: each alone in a good file; then the whole, and what the whole would say."""
    yield from (said for each in _one_by_one(document, good) if (said := _why_not(each)))
    if whole := _why_not(document):
        yield whole
    else:
        yield from _in_use(business_from(document), templates)


def _one_by_one(document: Table, good: Table) -> Iterator[Table]:
    for name, value in document.items():
        known = good.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            yield from ({**good, name: {**known, key: each}} for key, each in value.items())
        elif name == "senders" and isinstance(value, list):
            yield from ({**good, name: [each]} for each in value)
        else:
            yield {**good, name: value}


def _why_not(document: Table) -> str:
    try:
        business_from(document)
    except ConfigError as error:
        return str(error)
    return ""


def _in_use(business: Business, templates: Path) -> Iterator[str]:
    """What a start asks after the file itself was read: templates, reminders, keywords, the law."""
    asked: tuple[Callable[[], object], ...] = (
        lambda: lint(business, templates),
        lambda: Reminders(business, templates),
        lambda: keyword_set(business.extra_keywords),
        lambda: law_for(business),
    )
    for ask in asked:
        try:
            ask()
        except (BadTemplate, BadKeyword, ConfigError) as error:
            yield str(error).replace(f"{templates}/", "")


def _good_document(installed: Path) -> Table:
    """The file that runs, as plain values; a least one where somebody broke it since the start."""
    try:
        load_business(installed)
        return tomllib.loads(installed.read_text(encoding="utf-8"))
    except (ConfigError, OSError):
        return _LEAST


_LEAST: Table = {
    "business": {
        "id": "shop",
        "name": "Shop",
        "legal_name": "Shop",
        "address": "1 Main Street",
        "phone": "+18005550123",
        "email": "help@shop.example",
        "website": "https://shop.example",
        "languages": ["en"],
    },
    "senders": [{"number": "+14155550199", "type": "long_code", "replies": "app"}],
}


def _changes(now: Business, then: Business) -> Iterator[Change]:
    before, after = _plain(now), _plain(then)
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name, "–"), after.get(name, "–"))


def _plain(business: Business) -> Mapping[str, str]:
    plain = {
        field.name: _text(getattr(business, field.name))
        for field in fields(business)
        if field.name != "senders"
    }
    for sender in business.senders:
        plain[f"sender {sender.id}"] = (
            f"{sender.type.value}, {sender.replies.value}, {sender.rate:g}/s, {', '.join(sender.numbers)}"
        )
    return plain


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
