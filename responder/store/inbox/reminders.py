"""Reminders in Redis: a hash for each appointment; whoever names a reminder's number first has named it."""

from collections.abc import Mapping, Sequence
from typing import cast

import redis

from responder.domain.customers.customer import Appointment
from responder.domain.records import Millis
from responder.ports.appointments import Promised
from responder.store.connection import unavailable_on_failure
from responder.store.inbox.appointments import AppointmentStore
from responder.store.keys import Keys

_NUMBER, _MESSAGE, _WHY_NOT = "number ", "message ", "why_not "
"""What the hash's fields begin with; the reminder's key follows."""


class RedisReminders:
    """Implements `ports.appointments.ReminderBook`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._appointments = AppointmentStore(client, keys)

    def beginning(self, start: Millis, end: Millis) -> Sequence[Appointment]:
        """Every appointment that begins in (start, end]."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self._keys.shards():
                pipe.zrangebyscore(self._keys.appointments(shard), f"({start}", end)
            ids = [str(each) for page in pipe.execute() for each in page]
        return self._appointments.many(ids)

    def of(self, appointment_id: str) -> Mapping[str, Promised]:
        """All of one appointment, by key."""
        with unavailable_on_failure():
            stored = cast(Mapping[str, str], self._redis.hgetall(self._keys.reminders(appointment_id)))
        keys = [field.removeprefix(_NUMBER) for field in stored if field.startswith(_NUMBER)]
        return {
            key: Promised(
                stored[_NUMBER + key], stored.get(_MESSAGE + key, ""), stored.get(_WHY_NOT + key, "")
            )
            for key in keys
        }

    def promise(self, appointment_id: str, key: str, number: str) -> str:
        """The number that this reminder goes to: whoever says it first."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=True)
            pipe.hsetnx(self._keys.reminders(appointment_id), _NUMBER + key, number)
            pipe.hget(self._keys.reminders(appointment_id), _NUMBER + key)
            return str(pipe.execute()[1])

    def forget(self, appointment_id: str, key: str) -> None:
        """It did not go and may be promised anew."""
        fields = (prefix + key for prefix in (_NUMBER, _MESSAGE, _WHY_NOT))
        with unavailable_on_failure():
            self._redis.hdel(self._keys.reminders(appointment_id), *fields)

    def settle(self, appointment_id: str, key: str, message: str = "", why_not: str = "") -> None:
        """What became of it."""
        name, value = (_MESSAGE + key, message) if message else (_WHY_NOT + key, why_not)
        with unavailable_on_failure():
            self._redis.hset(self._keys.reminders(appointment_id), name, value)
