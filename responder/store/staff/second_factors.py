"""Second factors in Redis: a hash for each staff member who has one, and a set of hashed recovery codes.

A step and a recovery code are used in one step each, so two browsers with the same code are one sign-in.
"""

import hashlib
import secrets
from collections.abc import Collection

import redis

from responder.domain.staff.accounts import StaffMember
from responder.domain.staff.second_factor import HalfSignIn, SecondFactor
from responder.store.account_keys import AccountKeys
from responder.store.always import TAKEN, Always, pairs
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

PROPOSED_FOR = 900
"""Seconds in which a secret that was shown must be confirmed."""

HALF_FOR = 300
"""Seconds between the password and the code."""

_USE_STEP = """
local last = redis.call('HGET', KEYS[1], 'last_step')
if not last or tonumber(ARGV[1]) <= tonumber(last) then return 0 end
redis.call('HSET', KEYS[1], 'last_step', ARGV[1])
return 1
"""


class RedisSecondFactors:
    """Implements `ports.second_factor.SecondFactors`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._always = Always(client)
        self._keys = AccountKeys(keys)
        self._use_step = client.register_script(TAKEN + _USE_STEP)

    def of(self, staff_id: str) -> SecondFactor | None:
        """The second factor of this account, if it has one."""
        pipe = self._redis.pipeline(transaction=False)
        pipe.hgetall(self._keys.second_factor(staff_id))
        pipe.scard(self._keys.recovery_codes(staff_id))
        with unavailable_on_failure():
            stored, left = pipe.execute()
        return SecondFactor(stored["sealed"], int(stored["last_step"]), left) if stored else None

    def who(self) -> frozenset[str]:
        """Ids of everybody who has one."""
        with unavailable_on_failure():
            return frozenset(str(each) for each in self._redis.smembers(self._keys.second_factors))

    def propose(self, staff_id: str, sealed: str) -> None:
        """Keep a secret until a code proves that the app has it."""
        with unavailable_on_failure():
            self._redis.set(self._keys.proposed_factor(staff_id), sealed, ex=PROPOSED_FOR)

    def proposed(self, staff_id: str) -> str:
        """The secret that waits for its first code; "" if there is none."""
        with unavailable_on_failure():
            return str(self._redis.get(self._keys.proposed_factor(staff_id)) or "")

    def turn_on(self, staff_id: str, sealed: str, step: int, recovery: Collection[str]) -> None:
        """From now on this account signs in with a code."""
        pipe = self._redis.pipeline(transaction=True)
        pipe.hset(self._keys.second_factor(staff_id), mapping={"sealed": sealed, "last_step": step})
        pipe.sadd(self._keys.second_factors, staff_id)
        pipe.delete(self._keys.proposed_factor(staff_id), self._keys.recovery_codes(staff_id))
        pipe.sadd(self._keys.recovery_codes(staff_id), *recovery)
        with unavailable_on_failure():
            pipe.execute()

    def remove(self, staff_id: str) -> bool:
        """The password alone signs in again; False where that was so."""
        own = (self._keys.second_factor(staff_id), self._keys.recovery_codes(staff_id))
        pipe = self._redis.pipeline(transaction=True)
        pipe.srem(self._keys.second_factors, staff_id)
        pipe.delete(*own, self._keys.proposed_factor(staff_id))
        with unavailable_on_failure():
            return bool(pipe.execute()[0])

    def use_step(self, staff_id: str, step: int) -> bool:
        """Remember that a code of this step was used; False where one of it or a later one was."""
        with unavailable_on_failure():
            return bool(self._use_step(keys=[self._keys.second_factor(staff_id)], args=[step]))

    def use_recovery(self, staff_id: str, hashed: str) -> bool:
        """Take a recovery code away; False where there is none such."""
        with unavailable_on_failure():
            return bool(self._redis.srem(self._keys.recovery_codes(staff_id), hashed))

    def renew_recovery(self, staff_id: str, recovery: Collection[str]) -> None:
        """New recovery codes instead of all that were left."""
        pipe = self._redis.pipeline(transaction=True)
        pipe.delete(self._keys.recovery_codes(staff_id))
        pipe.sadd(self._keys.recovery_codes(staff_id), *recovery)
        with unavailable_on_failure():
            pipe.execute()

    def open_half(self, member: StaffMember) -> str:
        """The password was right: a token with which the code may be given."""
        token = secrets.token_urlsafe(32)
        hashed = _hashed(token)
        half, of_member = self._keys.half_signed_in(hashed), self._keys.halves_of(member.id)
        with unavailable_on_failure():
            self._always.all(
                ("HSET", half, *pairs({"staff": member.id, "password": member.password_mark})),
                ("EXPIRE", half, HALF_FOR),
                ("SADD", of_member, hashed),
                ("EXPIRE", of_member, HALF_FOR),
            )
        return token

    def of_half(self, token: str) -> HalfSignIn | None:
        """Whose password was right, and which; None if nobody's, or too long ago."""
        with unavailable_on_failure():
            staff_id, mark = self._redis.hmget(self._half(token), "staff", "password")
        return HalfSignIn(str(staff_id), str(mark)) if staff_id else None

    def close_half(self, token: str) -> bool:
        """End it; False where it was used or ran out."""
        with unavailable_on_failure():
            return bool(self._redis.delete(self._half(token)))

    def _half(self, token: str) -> str:
        return self._keys.half_signed_in(_hashed(token))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
