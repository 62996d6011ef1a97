"""What a key tried and may not do stands in the audit log, above all a call that claims a consent (I3)."""

from flask import g, request

from responder.ports.api_keys import ApiKey
from responder.ports.desk import AuditEntry
from responder.web.server.claims import claimed
from responder.wiring.product import App

ACTS = frozenset({"not_allowed", "not_found", "method_not_allowed", "only_the_customer"})
"""Codes that answer an act which nobody may do; a typing error is none."""


def note_refusal(app: App, code: str) -> None:
    """Write down a refused act of a key. Raises StoreUnavailable."""
    key: ApiKey | None = g.get("key")
    if key is None or request.method in ("GET", "HEAD", "OPTIONS"):
        return
    claim = claimed(g.get("fields", ()))
    if code in ACTS or (code == "invalid" and claim):
        action = "opt-in refused" if claim else "unknown act refused"
        detail = f"API {request.method} {code}" + (f" with {claim}" if claim else "")
        entry = AuditEntry(app.deps.clock.now(), key.id, f"API: {key.name}", action, detail=detail)
        app.console.audit.record(entry)
