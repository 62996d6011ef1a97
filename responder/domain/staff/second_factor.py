"""The second factor of a staff member: six digits from an app (TOTP, RFC 6238), or a recovery code: pure.

A code counts once: what is remembered is the last time step that was used, and no code of it or of an earlier
one is taken again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

STEP = 30
"""Seconds that a code lasts (RFC 6238's default, which every app knows)."""

DRIFT = 1
"""Steps that the telephone's clock may be off, in either direction."""

RECOVERY_CODES = 10
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read as others: i, l, o, 0, 1."""

RECOVERY_LENGTH = 16
"""79 bits: nobody tries them out, so a plain hash keeps them."""


class WrongCode(ValueError):
    """The code is not the one, was used before, or is too old; one sentence."""


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What is kept of a second factor. `sealed` is the encrypted secret, `last_step` the last that was used.

    `recovery_left` counts the recovery codes that were not used yet.
    """

    sealed: str
    last_step: int
    recovery_left: int = 0


@dataclass(frozen=True, slots=True)
class HalfSignIn:
    """A right password that waits for its code: whose it was, and the mark of that password."""

    staff_id: str
    password_mark: str


def steps_now(seconds: int) -> Iterable[int]:
    """The time steps whose codes count at a moment (seconds since 1970), the likeliest first."""
    now = seconds // STEP
    return sorted(range(now - DRIFT, now + DRIFT + 1), key=lambda step: abs(step - now))


def digits_of(typed: str) -> str:
    """Six digits as somebody typed them, with spaces perhaps; "" if that is not what it is."""
    found = "".join(typed.split())
    return found if len(found) == 6 and found.isascii() and found.isdigit() else ""


def recovery_hash(staff_id: str, typed: str) -> str:
    """A recovery code as it is kept: bound to its account, dashes and capitals ignored."""
    plain = "".join(letter for letter in typed.casefold() if letter.isalnum())
    return sha256(f"{staff_id}:{plain}".encode("utf-8", "replace")).hexdigest()


def grouped(code: str) -> str:
    """abcd-efgh-jkmn-pqrs: as it is shown and typed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
