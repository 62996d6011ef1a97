"""How one entry of the ledger is written in an exported file, one JSON object a line.

An entry's own values, with `link`, and `line`, its place in the file from 1: chains stand one after the
other, and an entry that was cut out or moved leaves a gap. A line has one spelling only (sorted keys, no
spaces), so that a repeated key or a changed blank is seen as an edit.
"""

import json
from collections.abc import Mapping
from typing import Any

LINE, LINK = "line", "link"

_readable = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_escaped = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode


def written(entry: Mapping[str, Any], line: int) -> str:
    """The entry as line `line` of a file, without its line end. Half a character is escaped."""
    return spelled({**entry, LINE: line})


def spelled(plain: Mapping[str, Any]) -> str:
    """The one spelling of a line's values; words as they are unless UTF-8 cannot hold them."""
    text = _readable(plain)
    try:
        text.encode()
    except UnicodeEncodeError:
        return _escaped(plain)
    return text
