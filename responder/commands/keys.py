"""The command for keys of the HTTP API."""

from argparse import Namespace
from typing import Any

from responder.commands.shared import Report, connected
from responder.domain.timestamps import iso
from responder.flows.staff import api_keys as flow
from responder.ports.api_keys import ApiKey


def keys(options: Namespace) -> Report:
    """Make, list or revoke keys."""
    return {"add": _add, "list": _list, "revoke": _revoke}[options.action](options)


def _add(options: Namespace) -> Report:
    app = connected(options)
    key, token = flow.issue(app.deps, app.api_keys, options.name, options.role)
    return Report(_row(key) | {"key": token}, f"{token}\nKeep it now: it is not shown again.")


def _list(options: Namespace) -> Report:
    rows = [_row(key) for key in connected(options).api_keys.all()]
    lines = [f"{row['id']}  {row['role']}  {row['name']}  last used {row['used']}" for row in rows]
    return Report(rows, "\n".join(lines) or "There are no keys.")


def _revoke(options: Namespace) -> Report:
    app = connected(options)
    key = flow.revoke(app.deps, app.api_keys, options.name)
    return Report(_row(key), f"{key.name} ({key.id}) is revoked.")


def _row(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "role": key.role,
        "made": iso(key.made_at),
        "used": iso(key.used_at),
        "revoked": iso(key.revoked_at),
    }
