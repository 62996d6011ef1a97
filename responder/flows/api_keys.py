"""Keys of the HTTP API: made and shown once, checked in constant time, revoked for good."""

import hmac
import secrets
from dataclasses import replace
from hashlib import sha256

from responder.ports import Deps
from responder.ports.api_keys import ApiKey, ApiKeys

ROLES = {"reader": frozenset({"read"}), "operator": frozenset({"read", "write"})}
"""What each role may do. Nobody may opt a customer in (I3)."""

GUESSES = 10
"""Wrong keys a minute from one network address; then none is looked at."""

_NOBODY = ApiKey("", "", "", "0" * 64, 0)
"""Compared with where no such key exists, so that both take as long."""


class BadKey(Exception):
    """A key that cannot be made or found, in one sentence."""


class WrongKey(Exception):
    """No key of ours, or a revoked one."""


class TooManyGuesses(Exception):
    """This network address has to wait a minute."""


def issue(deps: Deps, keys: ApiKeys, name: str, role: str) -> tuple[ApiKey, str]:
    """A new key and its token, which cannot be shown again. Raises BadKey, StoreUnavailable."""
    if not name.strip() or role not in ROLES:
        raise BadKey(f"A key needs a name and a role: {' or '.join(ROLES)}.")
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = ApiKey(key_id, name.strip(), role, _hash(secret), deps.clock.now())
    keys.add(key)
    return key, f"rk_{key_id}_{secret}"


def revoke(deps: Deps, keys: ApiKeys, key_id: str) -> ApiKey:
    """End a key; ending it twice changes nothing. Raises BadKey, StoreUnavailable."""
    key = keys.find(key_id)
    if key is None:
        raise BadKey("No key has this id; `keys list` shows them.")
    ended = key if key.revoked_at else replace(key, revoked_at=deps.clock.now())
    keys.add(ended)
    return ended


def check(deps: Deps, keys: ApiKeys, token: str, address: str) -> ApiKey:
    """Whose token this is. Raises WrongKey, TooManyGuesses, StoreUnavailable."""
    if keys.failures(address) >= GUESSES:
        raise TooManyGuesses
    _, _, rest = token.partition("rk_")
    key_id, _, secret = rest.partition("_")
    key = keys.find(key_id) or _NOBODY
    right = hmac.compare_digest(key.secret_hash, _hash(secret))
    if not right or key.revoked_at:
        keys.failed(address)
        raise WrongKey
    keys.used(key.id, deps.clock.now())
    return key


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
