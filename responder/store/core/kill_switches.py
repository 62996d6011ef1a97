"""Which sending is switched off, and whether a restore is not finished: read by the gate at each look."""

from collections.abc import Sequence
from typing import cast

import redis

from responder.domain.records import Millis
from responder.domain.sending.kill_switches import StopSwitch
from responder.store import records
from responder.store.always import Always
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

_UNFINISHED = "unfinished"
"""String: the recovery that has begun and not ended."""

_PAUSES_ENDED = "pauses_ended"
"""Hash: the scope of a pause (`domain.sending.refusals`) -> when the last one ended (ms)."""


class StopSwitches:
    """The part of `ports.Store` that switches sending off and on; `RedisStore` builds on it."""

    _redis: "redis.Redis"
    _always: Always
    keys: Keys

    def stopped_senders(self) -> frozenset[str]:
        """Senders whose sending is switched off; `all` switches everything off, `BUT_ANSWERS` the rest."""
        return frozenset(switch.stops for switch in self.stop_switches())

    def stop_switches(self) -> Sequence[StopSwitch]:
        """The same with who switched them off, when and why."""
        with unavailable_on_failure():
            stored = cast("dict[str, str]", self._redis.hgetall(self.keys.stopped))
        return [records.switch_from(sender_id, value) for sender_id, value in stored.items()]

    def stop_sender(self, sender_id: str, reason: str, by: str = "", at: int = 0) -> bool:
        """Switch a sender off (`all` for every sender); False where it is off already, and stays so."""
        return self.add_switch(StopSwitch(sender_id, reason, by, at))

    def add_switch(self, switch: StopSwitch) -> bool:
        """Throw this switch; False where there is one in its place, which stays as it is."""
        with unavailable_on_failure():
            value = records.switch_text(switch)
            return bool(self._always("HSETNX", self.keys.stopped, switch.sender, value))

    def replace_switch(self, before: StopSwitch, after: StopSwitch) -> None:
        """One switch in the place of another; a person's, which says something else, stays."""
        if before not in self.stop_switches():
            return
        with unavailable_on_failure():
            self._redis.hset(self.keys.stopped, after.sender, records.switch_text(after))

    def allow_sender(self, sender_id: str) -> bool:
        """Switch a sender on again; False where it was on."""
        with unavailable_on_failure():
            return bool(self._redis.hdel(self.keys.stopped, sender_id))

    def note_pause_ended(self, scope: str, at: Millis) -> None:
        """A pause of the provider's refusals ended then."""
        with unavailable_on_failure():
            self._always("HSET", self.keys.shared(_PAUSES_ENDED), scope, at)

    def pause_ended(self, scope: str) -> Millis:
        """When the last pause of this scope ended; 0 = there was none."""
        with unavailable_on_failure():
            return int(self._redis.hget(self.keys.shared(_PAUSES_ENDED), scope) or 0)

    def unfinished(self) -> str:
        """Which recovery (`domain.proof.recovery`) has begun and not ended; "" = none."""
        with unavailable_on_failure():
            return str(self._redis.get(self.keys.shared(_UNFINISHED)) or "")

    def set_unfinished(self, recovery: str) -> None:
        """A recovery has begun; "" = it has ended."""
        with unavailable_on_failure():
            if recovery:
                self._always("SET", self.keys.shared(_UNFINISHED), recovery)
            else:
                self._redis.delete(self.keys.shared(_UNFINISHED))
