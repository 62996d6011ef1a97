"""Staff accounts: who may do what at the desk. There is no permission to subscribe anybody (I3)."""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from responder.domain.records import Millis


class Role(StrEnum):
    """What a staff member is."""

    AGENT = "agent"
    SUPPORT = "support"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a page or an act asks for. `SUPPORT` works the help inbox and the review queue.

    `PROVE` takes the evidence of a consent out of the house.
    """

    READ = "read"
    UNSUBSCRIBE = "unsubscribe"
    SUPPORT = "support"
    WRITE = "write"
    EDIT = "edit"
    PROVE = "prove"
    ADMINISTER = "administer"


_SUPPORT = frozenset({Permission.READ, Permission.UNSUBSCRIBE, Permission.SUPPORT})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SUPPORT: _SUPPORT | {Permission.PROVE},
    Role.AGENT: _SUPPORT | {Permission.WRITE, Permission.EDIT},
    Role.ADMIN: frozenset(Permission),
}

LANGUAGES = ("en", "fr")
SHORTEST_PASSWORD = 10
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,79}")


class BadAccount(ValueError):
    """An account that cannot be made; one sentence."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One account. `login` is what they type, `name` what colleagues and the ledger read."""

    id: str
    login: str
    name: str
    role: Role
    password_hash: str
    language: str = "en"
    disabled: bool = False
    created_at: Millis = 0

    def may(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return not self.disabled and permission in PERMISSIONS[self.role]

    @property
    def password_mark(self) -> str:
        """What a sign-in remembers of the password that it was made with: under a new one it is void."""
        return sha256(self.password_hash.encode("utf-8", "replace")).hexdigest()[:32]


def clean_login(text: str) -> str:
    """A login name as it is kept. Raises BadAccount."""
    login = text.strip().casefold()
    if not _LOGIN.fullmatch(login):
        raise BadAccount("A login is 2 to 80 of the letters a-z, digits, and . _ @ + -.")
    return login


def check_password(password: str) -> str:
    """A password that may be used. Raises BadAccount."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadAccount(f"A password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password) > 1_000:
        raise BadAccount("A password may have at most 1,000 characters.")
    return password
