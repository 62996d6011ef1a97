"""Notes in the margin of a timeline: entries that change nothing, carry no link, and outlive no erasure."""

from hashlib import sha1

import redis

from responder.domain.records import Entry
from responder.store import records
from responder.store.always import TAKEN
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.scripts import text_of


class Margin:
    """Appends notes (lua/note.lua)."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._append = client.register_script(TAKEN + text_of("note"))

    def life(self, number: str) -> str:
        """Names this life of a number's timeline until the person is erased; "" where there is none."""
        with unavailable_on_failure():
            first = self._redis.lindex(self._keys.timeline(number), 0)
        return sha1(str(first).encode("utf-8", "surrogateescape")).hexdigest() if first else ""

    def append(self, number: str, entry: Entry, life: str | None) -> bool:
        """Append; False where the number's timeline is another one than it was in that `life`."""
        keys = [self._keys.timeline(number), self._keys.customers_of(number)]
        line = records.entry_json(records.entry_dict(entry))
        with unavailable_on_failure():
            arguments = [line, "" if life is None else "1", life or ""]
            return bool(self._append(keys=keys, args=arguments))
