"""The hash chain over a number's consent changes (I6): pure SHA-256, the same for writing and verifying.

A link covers the previous link and the entry's canonical JSON, so an edited, removed, inserted or
reordered entry breaks every link after it. Without a signed checkpoint the newest entries can still be
cut off; that limit is stated where a ledger is verified.
"""

import hashlib
import json
from collections.abc import Mapping

GENESIS = "0" * 64
"""The link before a number's first entry."""


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(entry: Mapping[str, object]) -> str:
    """The one spelling of an entry that is hashed: sorted keys, no spaces, UTF-8, without its own link."""
    plain = {key: value for key, value in entry.items() if key != "link"}
    return _json(plain)


def link(previous: str, entry: Mapping[str, object]) -> str:
    """The link of `entry` after `previous`: lowercase hexadecimal SHA-256.

    Lone surrogates, which JSON from outside can hold, are escaped and not refused: no STOP is lost to them.
    """
    text = f"{previous or GENESIS}\n{canonical(entry)}"
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
