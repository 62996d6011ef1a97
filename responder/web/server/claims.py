"""Requests that claim a consent. No form or call of ours has such a field: nobody sends one by mistake."""

from collections.abc import Iterable

FIELDS = frozenset(
    "consent consent_state optin opt_in opted_in subscribe subscribed resubscribe unsubscribed".split()
)
"""Fields that would opt a customer in, as somebody who forges a request names them."""

DECISIONS = frozenset({"opt_in", "optin", "subscribe", "resubscribe", "express"})
"""Values of a decision that would."""


def claimed(fields: Iterable[tuple[str | None, object]]) -> str:
    """The first field that claims a consent ("" if none does). A part of a form may have no name."""
    for name, value in fields:
        plain = (name or "").strip().lower().replace("-", "_")
        if plain in FIELDS or (plain in ("decision", "outcome", "act") and _decides(value)):
            return plain
    return ""


def _decides(value: object) -> bool:
    return str(value).strip().lower().replace("-", "_") in DECISIONS
