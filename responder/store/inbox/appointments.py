"""Appointments in Redis: the record, the shard's diary by time, and each customer's own."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, replace
from heapq import nsmallest

import redis
from redis.client import Pipeline

from responder.domain.customers.customer import Appointment, AppointmentStatus
from responder.domain.records import Millis
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys, shard_of
from responder.store.optimistic_write import write
from responder.store.records import Unreadable
from responder.store.unreadable import UnreadableRecords, each_reply

MOST_IN_A_VIEW = 100


class AppointmentStore:
    """Implements `ports.desk.Appointments`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys
        self._unreadable = UnreadableRecords(client, keys)

    def new_id(self, customer_id: str) -> str:
        """A fresh opaque id in the shard of the customer."""
        return shard_of(customer_id) + secrets.token_hex(8)

    def get(self, appointment_id: str) -> Appointment | None:
        """One appointment, or None. Raises Unreadable."""
        with unavailable_on_failure():
            stored = self._redis.hget(self._keys.appointment(appointment_id), "record")
        return _appointment_from(str(stored)) if stored else None

    def save(self, appointment: Appointment, now: Millis) -> Appointment:
        """Write it if its version is still the stored one. Raises Changed, StoreUnavailable.

        A customer's own index may lie in another slot than the appointment. It is written first: whoever
        finds an appointment there that is somebody else's leaves it out.
        """
        fresh = replace(appointment, version=appointment.version + 1, changed_at=now)
        with unavailable_on_failure():
            record, key = json.dumps(asdict(fresh)), self._keys.appointment(fresh.id)
            self._redis.zadd(self._keys.appointments_of(fresh.customer), {fresh.id: fresh.at})
            write(self._redis, key, fresh.version, record, lambda pipe: self._index(pipe, fresh))
        return fresh

    def _index(self, pipe: Pipeline, appointment: Appointment) -> None:
        pipe.zadd(self._keys.appointments(shard_of(appointment.id)), {appointment.id: appointment.at})

    def between(self, start: Millis, end: Millis) -> list[Appointment]:
        """Appointments that begin in [start, end), by time, at most MOST_IN_A_VIEW."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for shard in self._keys.shards():
                pipe.zrangebyscore(
                    self._keys.appointments(shard), start, f"({end}", 0, MOST_IN_A_VIEW, withscores=True
                )
            found = [(float(at), str(each)) for page in pipe.execute() for each, at in page]
        return self._by_time([each for _, each in nsmallest(MOST_IN_A_VIEW, found)])

    def of_customer(self, customer_id: str) -> list[Appointment]:
        """A customer's appointments, by time."""
        with unavailable_on_failure():
            ids = self._redis.zrange(self._keys.appointments_of(customer_id), 0, MOST_IN_A_VIEW - 1)
        found = self._by_time([str(each) for each in ids])
        return [each for each in found if each.customer == customer_id]

    def upcoming(self, customer_id: str, after: Millis) -> list[Appointment]:
        """A customer's appointments that begin after that, by time."""
        with unavailable_on_failure():
            key = self._keys.appointments_of(customer_id)
            ids = self._redis.zrangebyscore(key, f"({after}", "+inf", 0, MOST_IN_A_VIEW)
        found = self._by_time([str(each) for each in ids])
        return [each for each in found if each.customer == customer_id and each.at > after]

    def _by_time(self, ids: Sequence[str]) -> list[Appointment]:
        return sorted(self.many(ids), key=lambda appointment: (appointment.at, appointment.id))

    def many(self, ids: Sequence[str]) -> list[Appointment]:
        """Those of these appointments that there are and can be read."""
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            for appointment_id in ids:
                pipe.hget(self._keys.appointment(appointment_id), "record")
            found = zip(ids, each_reply(pipe), strict=True)
            known = self._unreadable.read_each("appointment", found, _appointment_from)
        return [known[each] for each in ids if each in known]


def _appointment_from(stored: str) -> Appointment:
    """The appointment as stored. Raises Unreadable."""
    try:
        plain = json.loads(stored)
        known = {name: value for name, value in plain.items() if name in Appointment.__slots__}
        heard, status = tuple(known.get("heard", ())), AppointmentStatus(known["status"])
        return Appointment(**{**known, "at": int(known["at"]), "status": status, "heard": heard})
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from None
