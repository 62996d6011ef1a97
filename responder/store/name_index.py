"""Names found by scanning: a shard's names are one string in Redis, kept in the process, searched with `in`.

100,000 names are about 5 MB. A line is `id|folded name|digits of numbers`; a change appends a line, so a line
may be stale and whoever finds it looks at the customer itself. `rebuild` and an erasure write a shard anew,
under a first line of its own, by which every process sees that what it has kept is past.
"""

import secrets
import threading
from collections.abc import Iterable, Iterator

import redis

from responder.domain.customers.customer import Customer, digits, fold
from responder.store.keys import Keys

MOST_FOUND = 120
"""Candidates that a search looks at; who finds more is asked to type more."""

HEAD = 19
"""Characters by which a string is known again: a line feed and the id of its first line."""


def line(customer: Customer) -> str:
    """What is searched of a customer."""
    name = fold(customer.name).replace("|", " ").replace("\n", " ")
    return f"\n{customer.id}|{name}|{','.join(digits(number) for number in customer.numbers)}|"


def first_line() -> str:
    """What a rebuilt string begins with: no name, no number, and never twice the same."""
    return f"\n{secrets.token_hex(9)}|"


def without(text: str, customer_id: str) -> str:
    """A shard's string without any line of a customer, under a first line of its own."""
    lines = (each for each in text.split("\n") if each.count("|") > 1)  # else it began a string before this
    kept = (each for each in lines if not each.startswith(f"{customer_id}|"))
    return first_line() + "".join(f"\n{each}" for each in kept)


def matches(customer: Customer, text: str) -> bool:
    """Whether this is what was looked for: all words in the name, or the digits in a number."""
    words, figures = wanted(text)
    found = line(customer)
    return any(figures in digits(number) for number in customer.numbers) if figures else _all(words, found)


def wanted(text: str) -> tuple[list[str], str]:
    """The words to look for, or the digits if somebody typed a number of three digits or more."""
    figures = digits(text)
    if len(figures) >= 3 and not any(c.isalpha() for c in text):
        return [], figures.removeprefix("1") if len(figures) == 11 else figures
    return fold(text).replace("|", " ").split(), ""


class PackedNames:
    """The names of all shards, as far as this process has read them."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._texts = dict.fromkeys(keys.shards(), "")
        self._sizes = dict.fromkeys(keys.shards(), 0)
        self._heads = dict.fromkeys(keys.shards(), "")
        self._lock = threading.Lock()

    def search(self, text: str) -> list[str]:
        """Ids of customers who may match, at most MOST_FOUND; stale lines included."""
        words, figures = wanted(text)
        if not words and not figures:
            return []
        self._refresh()
        longest = figures or max(words, key=len)
        rest = [word for word in words if word != longest]
        found: dict[str, None] = {}
        for shard_text in self._texts.values():
            for customer_id, name in _lines_with(shard_text, longest):
                if not rest or all(word in name for word in rest):
                    found[customer_id] = None
                if len(found) >= MOST_FOUND:
                    return list(found)
        return list(found)

    def _refresh(self) -> None:
        """Read what was appended since; a string that begins otherwise was written anew and is read whole."""
        with self._lock:
            shards = list(self._texts)
            pipe = self._redis.pipeline(transaction=False)
            for shard in shards:
                pipe.strlen(self._keys.names(shard))
                pipe.getrange(self._keys.names(shard), 0, HEAD - 1)
            found = pipe.execute()
            sizes = dict(zip(shards, found[::2], strict=True))
            heads = dict(zip(shards, found[1::2], strict=True))
            for shard in shards:
                if heads[shard] != self._heads[shard]:
                    self._texts[shard], self._sizes[shard], self._heads[shard] = "", 0, heads[shard]
            grown = [shard for shard in shards if sizes[shard] != self._sizes[shard]]
            if not grown:
                return
            for shard in grown:
                pipe.getrange(self._keys.names(shard), self._sizes[shard], -1)
            for shard, more in zip(grown, pipe.execute(), strict=True):
                self._texts[shard] += more
                self._sizes[shard] += len(more.encode())


def _lines_with(text: str, part: str) -> Iterator[tuple[str, str]]:
    """The id, and what stands behind it, of each line that has the part there, and not in the id alone."""
    at = text.find(part)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        bar = text.find("|", start, end)
        if at > bar or part in text[bar:end]:
            yield text[start:bar], text[bar:end]
        at = text.find(part, end)


def _all(words: Iterable[str], line_text: str) -> bool:
    name = line_text[line_text.find("|") :]
    return all(word in name for word in words)
