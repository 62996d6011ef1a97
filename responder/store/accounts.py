"""Staff accounts, their sessions and the audit log in Redis.

A session is a random token in the browser's signed cookie; Redis keeps its SHA-256 alone, with a life. Ending
an account or its sessions works at the next request, because every request asks here.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

import redis

from responder.domain.accounts import Role, StaffMember
from responder.domain.messages import HOUR, MINUTE, Millis
from responder.ports import StoreUnavailable
from responder.ports.desk import AuditEntry, Change, LoginTaken
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

SESSION_LASTS: Millis = 12 * HOUR
"""How long a session lives without a request."""

RENEWED_AFTER: Millis = MINUTE
"""How much of it must be gone before a request begins it anew."""

CHANGE_TRIES = 10


class AccountStore:
    """Implements `ports.desk.Accounts`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def by_login(self, login: str) -> StaffMember | None:
        """The account with this login."""
        with unavailable_on_failure():
            staff_id = self._redis.hget(self._keys.logins, login)
        return self.get(str(staff_id)) if staff_id else None

    def get(self, staff_id: str) -> StaffMember | None:
        """The account with this id."""
        with unavailable_on_failure():
            stored = self._redis.hget(self._keys.staff, staff_id)
        return _member(str(stored)) if stored else None

    def everybody(self) -> list[StaffMember]:
        """All accounts, by name."""
        with unavailable_on_failure():
            stored = self._redis.hvals(self._keys.staff)
        return sorted((_member(str(each)) for each in stored), key=lambda member: member.name.casefold())

    def add(self, member: StaffMember) -> None:
        """A new account. Raises LoginTaken."""
        with unavailable_on_failure():
            if not self._redis.hsetnx(self._keys.logins, member.login, member.id):
                raise LoginTaken(f"There is an account with the login {member.login} already.")
        self.save(member)

    def save(self, member: StaffMember) -> None:
        """Write an account as it is now."""
        with unavailable_on_failure():
            self._redis.hset(self._keys.staff, member.id, json.dumps(asdict(member), ensure_ascii=False))

    def change(self, staff_id: str, decide: Change) -> StaffMember | None:
        """Change one account by what all of them are now, in one step; None where there is no such account.

        `decide` gets everybody and the account, and may raise: then nothing is changed.
        """
        for _ in range(CHANGE_TRIES):
            try:
                return self._changed(staff_id, decide)
            except redis.WatchError:  # somebody changed an account meanwhile: decide again
                continue
        raise StoreUnavailable("accounts are being changed by others")

    def _changed(self, staff_id: str, decide: Change) -> StaffMember | None:
        with unavailable_on_failure(), self._redis.pipeline(transaction=True) as pipe:
            pipe.watch(self._keys.staff)  # type: ignore[no-untyped-call]
            stored = cast(dict[str, str], pipe.hgetall(self._keys.staff))
            everybody = {each_id: _member(plain) for each_id, plain in stored.items()}
            if staff_id not in everybody:
                return None
            changed = decide(list(everybody.values()), everybody[staff_id])
            pipe.multi()
            pipe.hset(self._keys.staff, staff_id, json.dumps(asdict(changed), ensure_ascii=False))
            pipe.execute()
            return changed

    def open_session(self, staff_id: str, now: Millis) -> str:
        """Sign somebody in; the token that their browser keeps."""
        token = secrets.token_urlsafe(32)
        hashed = _hashed(token)
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=True)
            pipe.hset(self._keys.session(hashed), mapping={"staff": staff_id, "opened_at": now})
            pipe.pexpire(self._keys.session(hashed), SESSION_LASTS)
            pipe.sadd(self._keys.sessions_of(staff_id), hashed)
            pipe.execute()
        return token

    def of_session(self, token: str) -> StaffMember | None:
        """Who is signed in with this token; its life begins anew, to the minute. None: nobody any more.

        Not at every request: a write waits for the disk, and an open page asks every two seconds.
        """
        key = self._keys.session(_hashed(token))
        with unavailable_on_failure():
            pipe = self._redis.pipeline(transaction=False)
            pipe.hget(key, "staff")
            pipe.pttl(key)
            staff_id, left = pipe.execute()
            if staff_id and left < SESSION_LASTS - RENEWED_AFTER:
                self._redis.pexpire(key, SESSION_LASTS)
        member = self.get(str(staff_id)) if staff_id else None
        return member if member and not member.disabled else None

    def close_session(self, token: str) -> None:
        """Sign one browser out."""
        with unavailable_on_failure():
            self._redis.delete(self._keys.session(_hashed(token)))

    def close_sessions(self, staff_id: str) -> int:
        """Sign somebody out everywhere; returns how many sessions were open."""
        with unavailable_on_failure():
            hashes = [str(each) for each in self._redis.smembers(self._keys.sessions_of(staff_id))]
            ended = self._redis.delete(*map(self._keys.session, hashes)) if hashes else 0
            self._redis.delete(self._keys.sessions_of(staff_id))
        return int(ended)


class AuditLog:
    """Implements `ports.desk.Audit`: a stream that nothing trims."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._keys = keys

    def record(self, entry: AuditEntry) -> None:
        """Append one act."""
        plain = {name: str(value) for name, value in asdict(entry).items() if value}
        with unavailable_on_failure():
            self._redis.xadd(self._keys.audit, plain)  # type: ignore[arg-type]

    def newest(self, count: int) -> Sequence[AuditEntry]:
        """The last acts, newest first."""
        with unavailable_on_failure():
            found = cast(
                list[tuple[str, dict[str, str]]], self._redis.xrevrange(self._keys.audit, count=count)
            )
        return [_audit_entry(fields) for _, fields in found]


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _member(stored: str) -> StaffMember:
    plain = json.loads(stored)
    known = {name: value for name, value in plain.items() if name in StaffMember.__slots__}
    return StaffMember(**{**known, "role": Role(known["role"])})


def _audit_entry(plain: dict[str, str]) -> AuditEntry:
    known = {name: value for name, value in plain.items() if name in AuditEntry.__slots__}
    return AuditEntry(**{"staff": "", **known, "at": int(known["at"])})  # type: ignore[arg-type]
