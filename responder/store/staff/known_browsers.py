"""The browsers from which somebody signed in: a few for each account, and none under a later password.

Redis keeps a digest of a browser's random name together with the password's mark: a new password makes all of
them strangers by itself, and so does `AccountStore.close_sessions`.
"""

import hashlib

import redis

from responder.domain.records import DAY, Millis
from responder.domain.staff.accounts import StaffMember
from responder.store.account_keys import AccountKeys
from responder.store.always import Always
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

KNOWN_FOR: Millis = 180 * DAY
"""Since the last sign-in there."""

MOST = 5
"""Browsers of one account, the last ones: each has tries of its own."""


class RedisKnownBrowsers:
    """Names of browsers by account. Every method may raise StoreUnavailable."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._always = Always(client)
        self._keys = AccountKeys(keys)

    def is_known(self, member: StaffMember, name: str) -> bool:
        """Whether they signed in there with the password that they have now."""
        with unavailable_on_failure():
            return self._redis.zscore(self._keys.known_browsers(member.id), _digest(member, name)) is not None

    def remember(self, member: StaffMember, name: str, instead_of: str, now: Millis) -> None:
        """They signed in there; the name that the browser had before is nobody's any more."""
        known = self._keys.known_browsers(member.id)
        with unavailable_on_failure():
            self._always.all(
                ("ZREM", known, _digest(member, instead_of)),
                ("ZADD", known, now, _digest(member, name)),
                ("ZREMRANGEBYRANK", known, 0, -MOST - 1),
                ("PEXPIRE", known, KNOWN_FOR),
            )


def _digest(member: StaffMember, name: str) -> str:
    return hashlib.sha256(f"{member.password_mark}:{name}".encode("utf-8", "replace")).hexdigest()
