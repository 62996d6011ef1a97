"""A key of one person that is of another kind than ours is moved out of the way, and the person begins anew.

A newer release kept it differently, or somebody wrote it by hand. In its place it would keep that person's
own STOP out, and the reading of the log with it. Nothing is lost: it lies beside, a backup takes it along,
`doctor` names it, an erasure removes it. The sets keep the person silent meanwhile (I1, I3).
"""

from collections.abc import Callable
from typing import TypeVar

import redis

from responder.ports import AnotherKind
from responder.store.always import TAKEN
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys
from responder.store.records import ANY_EPISODE
from responder.store.unreadable import UnreadableRecords

T = TypeVar("T")

KINDS = {"number": "hash", "timeline": "list", "events": "set", "unknown": "zset", "conversation": "hash"}
"""What Redis must call each key of a person that texts, outcomes and the desk's marks are written to."""

MOVED = "key of another kind, moved aside: see docs/redis.md"

_MOVE = (
    TAKEN
    + """
-- KEYS  for each kind: the key, then where it goes      ARGV  an episode later than any, then the kinds
-- A second one takes the place of the first. A new record has a version later than any: no claim of before
-- counts, and no message that was written before an opt-out (I1).
local moved = {}
for i = 2, #ARGV do
  local key, place = KEYS[2 * i - 3], KEYS[2 * i - 2]
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' and kind ~= ARGV[i] then
    redis.call('RENAME', key, place)
    moved[#moved + 1] = ARGV[i]
    if i == 2 then redis.call('HSET', key, 'version', redis.call('TIME')[1], 'episode', ARGV[1]) end
  end
end
return #moved
"""
)


class OtherKinds:
    """Moves such keys. Every method may raise StoreUnavailable."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self.keys = keys
        self._script = client.register_script(_MOVE)
        self._unreadable = UnreadableRecords(client, keys)

    def retried(self, number: str, act: Callable[[], T]) -> T:
        """Do it; once more after a key of this number was moved that kept it from being done."""
        try:
            return act()
        except AnotherKind:
            if not self.move(number):
                raise
        return act()

    def move(self, number: str) -> bool:
        """Whether there was such a key: it is moved now, and noted for `doctor`."""
        named = (part for kind in KINDS for part in self._places(kind, number))
        with unavailable_on_failure():
            moved = bool(self._script(keys=[*named], args=[ANY_EPISODE, *KINDS.values()]))
        if moved:
            self._unreadable.note_number(number, [MOVED])
        return moved

    def _places(self, kind: str, number: str) -> tuple[str, str]:
        return self.keys.of_person(kind, number), self.keys.aside(kind, number)
