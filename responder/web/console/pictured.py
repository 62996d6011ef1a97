"""The pictures of a thread, read only where it has any."""

from collections.abc import Mapping
from typing import Any

from responder.desk_wiring import Thread
from responder.web.console.desk import Desk


def pictures_of(desk: Desk, thread: Thread) -> Mapping[str, Any]:
    """What became of each text's pictures, by the text's event id."""
    if not any(entry.get("media") for entry in thread.entries):
        return {}
    return desk.console.pictures.book.of(thread.number.number)
