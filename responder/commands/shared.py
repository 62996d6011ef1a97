"""What every command shares: its result, its refusal, its settings, and the connected product."""

import json
from argparse import Namespace
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from responder.domain.records import Millis
from responder.lib.log import configure
from responder.settings.environment import Settings, current_environment, load_settings
from responder.wiring.product import App, build

COMMAND_THREADS = 2

PATIENCE = 5.0
"""Seconds in which Redis may answer a command: whoever typed it waits longer than a provider does."""


class Problem(Exception):
    """A command that cannot do what was asked, in one sentence."""


@dataclass(frozen=True, slots=True)
class Report:
    """A result with words for people beside its JSON value, and an exit code of its own."""

    value: Any
    text: str
    exit_code: int = 0


def settings_of(options: Namespace, own_environment: bool) -> Settings:
    """The settings; `own_environment`: of this process alone, because only `bin/up` starts a server."""
    settings = load_settings(current_environment(None if own_environment else options.data))
    configure(settings.log_level if own_environment else "error")
    return settings


def connected(options: Namespace) -> App:
    """The product that the options name. Raises what stops a start, each with one sentence."""
    return build(settings_of(options, own_environment=False), COMMAND_THREADS, PATIENCE)


def since(text: str) -> Millis | None:
    """A time that somebody typed, ms UTC; None where nothing was. Raises Problem."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Problem("--since must be ISO 8601 in UTC, such as 2026-11-22T14:00:00Z.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)


def show(result: Any, as_json: bool) -> None:
    """Print what a command gave back."""
    if result is None:
        return
    value = result.value if isinstance(result, Report) else result
    if as_json:
        print(json.dumps(value, ensure_ascii=False))
    else:
        print(result.text if isinstance(result, Report) else json.dumps(value, indent=2))
