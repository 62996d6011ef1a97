"""The account at Twilio, and what proves that we may use it: its auth token, or an API key."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """`sid` names the account (AC…). `user` and `password`: that and its token, or a key (SK…) and its own.

    A key can be revoked by itself, and can do less: it signs no webhook and opens no account.
    """

    sid: str
    user: str
    password: str = field(repr=False)


def with_token(sid: str, auth_token: str) -> Account:
    """The account by its auth token."""
    return Account(sid, sid, auth_token)
