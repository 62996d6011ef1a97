"""Keys of the HTTP API: made and shown once, checked in constant time, revoked for good."""

import hmac
import secrets
from dataclasses import replace
from hashlib import sha256

from responder.lib.log import get_logger
from responder.ports import Deps
from responder.ports.api_keys import ApiKey, ApiKeys, WrongKeys

log = get_logger(__name__)

ROLES = {"reader": frozenset({"read"}), "operator": frozenset({"read", "write"})}
"""What each role may do. Nobody may opt a customer in (I3)."""

GUESSES = 10
"""Wrong keys a minute from one network address that hear so; further ones hear that they must wait."""

GUESSES_OF_ALL = 100
"""Wrong keys a minute from everywhere; the first one more is worth an alarm."""

_NOBODY = ApiKey("", "", "", "0" * 64, 0)
"""Compared with where no such key exists, so that both take as long."""


class BadKey(Exception):
    """A key that cannot be made or found, in one sentence."""


class WrongKey(Exception):
    """No key of ours, or a revoked one."""


class TooManyGuesses(Exception):
    """A wrong key, after many: its sender has to wait a minute."""


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
    """Whose token this is. Raises WrongKey, TooManyGuesses, StoreUnavailable.

    A right one is never refused for the wrong ones of others: many may share an address, and nobody guesses
    256 bits however often. A wrong one is counted in the same step that says how many there were.
    """
    _, _, rest = token.partition("rk_")
    key_id, _, secret = rest.partition("_")
    key = keys.find(key_id) or _NOBODY
    right = hmac.compare_digest(key.secret_hash, _hash(secret))
    if not right or key.revoked_at:
        raise _refused(keys.failed(address))
    keys.used(key.id, deps.clock.now())
    return key


def _refused(wrong: WrongKeys) -> Exception:
    if wrong.of_all == GUESSES_OF_ALL + 1:
        log.error("api_keys_guessed", a_minute=wrong.of_all, check="who may reach /api")
    too_many = wrong.of_address > GUESSES or wrong.of_all > GUESSES_OF_ALL
    return TooManyGuesses() if too_many else WrongKey()


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
