"""Staff accounts, their sessions and the audit log in Redis.

A session is a random token in the browser's signed cookie; Redis keeps its SHA-256 alone. Two keys with
lives of their own say how long it counts: one that nothing makes longer, and one that begins anew whenever a
person does something. Redis counts both, so no clock of ours can make a session last. A session knows the
password that it was opened with and is void under another. Ending an account or its sessions works at the
next request, because every request asks here.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

import redis

from responder.domain.records import HOUR, MINUTE, Millis
from responder.domain.staff.accounts import Role, StaffMember
from responder.ports import StoreUnavailable
from responder.ports.desk import AuditEntry, Change, LoginTaken
from responder.store.account_keys import AccountKeys
from responder.store.always import Always, pairs
from responder.store.connection import unavailable_on_failure
from responder.store.keys import Keys

SESSION_LASTS: Millis = 12 * HOUR
"""How long a session lives at most, whatever is done in it (SECURITY.md)."""

IDLE_FOR: Millis = 2 * HOUR
"""How long it lives while nobody does anything in it; an open page that asks for news is nobody."""

RENEWED_AFTER: Millis = MINUTE
"""How much of that must be gone before a request begins it anew."""

CHANGE_TRIES = 10


class AccountStore:
    """Implements `ports.desk.Accounts`."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._always = Always(client)
        self._keys = keys
        self._own = AccountKeys(keys)

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

    def open_session(self, member: StaffMember, now: Millis) -> str:
        """Sign somebody in; the token that their browser keeps."""
        token = secrets.token_urlsafe(32)
        hashed, of_member = _hashed(token), self._keys.sessions_of(member.id)
        session = {"staff": member.id, "opened_at": now, "password": member.password_mark}
        with unavailable_on_failure():
            self._always.all(
                ("HSET", self._keys.session(hashed), *pairs(session)),
                ("PEXPIRE", self._keys.session(hashed), SESSION_LASTS),
                ("SET", self._own.session_used(hashed), "1", "PX", IDLE_FOR),
                ("SADD", of_member, hashed),
                ("PEXPIRE", of_member, SESSION_LASTS),
            )
        return token

    def of_session(self, token: str) -> StaffMember | None:
        """Who is signed in with this token; it lasts no longer for being asked. None: nobody any more."""
        return self._seen(token)[0]

    def used_session(self, token: str) -> StaffMember | None:
        """The same where a person does something: the time without a deed begins anew, to the minute.

        Not at every request: a write waits for the disk.
        """
        member, left = self._seen(token)
        if member and left < IDLE_FOR - RENEWED_AFTER:
            with unavailable_on_failure():
                self._redis.pexpire(self._own.session_used(_hashed(token)), IDLE_FOR)
        return member

    def _seen(self, token: str) -> tuple[StaffMember | None, Millis]:
        """Who is signed in, and how long that holds if nothing is done (ms; under 0: no more)."""
        hashed = _hashed(token)
        pipe = self._redis.pipeline(transaction=False)
        pipe.hmget(self._keys.session(hashed), "staff", "password")
        pipe.pttl(self._own.session_used(hashed))
        with unavailable_on_failure():
            (staff_id, mark), left = pipe.execute()
        member = self.get(str(staff_id)) if staff_id and left > 0 else None
        counts = member and not member.disabled and member.password_mark == mark
        return (member if counts else None), int(left)

    def close_session(self, token: str) -> None:
        """Sign one browser out."""
        with unavailable_on_failure():
            self._redis.delete(self._keys.session(_hashed(token)), self._own.session_used(_hashed(token)))

    def close_sessions(self, staff_id: str) -> int:
        """Sign somebody out everywhere; returns how many sessions were open.

        With the sessions go sign-ins that wait for their code, and no browser is known any more.
        """
        sessions, halves = self._keys.sessions_of(staff_id), self._own.halves_of(staff_id)
        with unavailable_on_failure():
            open_ = [self._keys.session(str(each)) for each in self._redis.smembers(sessions)]
            waiting = [self._own.half_signed_in(str(each)) for each in self._redis.smembers(halves)]
            ended = self._redis.delete(*open_) if open_ else 0
            self._redis.delete(sessions, halves, self._own.known_browsers(staff_id), *waiting)
        return int(ended)


class AuditLog:
    """Implements `ports.desk.Audit`: a stream that nothing trims."""

    def __init__(self, client: "redis.Redis", keys: Keys) -> None:
        self._redis = client
        self._always = Always(client)
        self._keys = keys

    def record(self, entry: AuditEntry) -> None:
        """Append one act."""
        plain = {name: str(value) for name, value in asdict(entry).items() if value}
        with unavailable_on_failure():
            self._always("XADD", self._keys.audit, "*", *pairs(plain))

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
