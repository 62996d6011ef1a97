"""The faults a test can switch on: global ones, and scripts for single numbers.

Accepted limits: not kept over a restart; a change counts for requests that arrive after it.
"""

import threading
from typing import Any

from responder.simulator.rest.errors import ASYNC, SYNC

DEFAULTS: dict[str, Any] = {
    "webhooks": "ok",
    "webhook_delay": 0,
    "webhook_duplicate": 0,
    "account": "ok",
    "api": "ok",
    "api_latency_ms": 0,
    "api_fail_next": 0,
    "api_to": "",
    "api_max_concurrent": 0,
    "api_hang": 30,
    "callbacks": "ok",
    "callback_delay": 0.05,
    "delivery": "delivered",
    "error_code": None,
    "log": "ok",
    "media": "ok",
    "shared_key": False,
}

CHOICES: dict[str, tuple[str, ...]] = {
    "webhooks": ("ok", "lose", "bad_signature"),
    "account": ("ok", "wrong_token", "suspended"),
    "api": (
        "ok", "500", "500_after", "502html", "503", "429",
        "timeout_before", "timeout_after", "reset", "reset_before",
    ),
    "callbacks": ("ok", "drop", "duplicate", "reorder", "bad_signature", "before_create_answer"),
    "delivery": ("delivered", "undelivered", "stuck_sent", "failed"),
    "log": ("ok", "500", "empty_page", "late", "holes"),
    "media": ("ok", "500", "404"),
}  # fmt: skip

SCRIPT_STATUSES = ("delivered", "undelivered", "failed", "stuck_sent", "stuck_queued", "sent")
WHOLE = ("webhook_duplicate", "api_fail_next", "api_max_concurrent")


class FaultError(ValueError):
    """A fault that does not exist, said in one sentence."""


class Faults:
    """What is wrong at the moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.released = threading.Event()
        self.reset()

    def reset(self) -> None:
        """Everything works again; requests that hang are let go."""
        with self._lock:
            self._values = dict(DEFAULTS)
            self._scripts: dict[str, dict[str, Any]] = {}
            self.released.set()
            self.released = threading.Event()

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def shown(self) -> dict[str, Any]:
        """All settings with their values."""
        with self._lock:
            return dict(self._values)

    def merge(self, changes: dict[str, Any]) -> None:
        """Change some settings, or none at all if one is wrong."""
        for key, value in changes.items():
            _check(key, value)
        with self._lock:
            self._values.update(changes)
            if changes.get("api") == "ok":
                self.released.set()
                self.released = threading.Event()

    def take_api(self, to: str) -> str:
        """The API fault for one create to this number; counts down `api_fail_next`.

        With `api_to`, creates to other numbers are well.
        """
        with self._lock:
            if self._values["api_to"] not in ("", to):
                return "ok"
            fault = str(self._values["api"])
            if fault == "ok" or not self._values["api_fail_next"]:
                return fault
            self._values["api_fail_next"] -= 1
            if self._values["api_fail_next"] == 0:
                self._values["api"] = "ok"
            return fault

    # -- scripts for one number

    def script(self, phone: str) -> dict[str, Any]:
        """What shall happen to messages to this number; empty if nothing special."""
        return self._scripts.get(phone, {})

    def set_script(self, phone: str, script: dict[str, Any]) -> None:
        """Script a number."""
        for key, value in script.items():
            _check_script(key, value)
        with self._lock:
            self._scripts[phone] = script

    def drop_script(self, phone: str) -> None:
        """Back to the global settings for a number."""
        with self._lock:
            self._scripts.pop(phone, None)


def _check(key: str, value: Any) -> None:
    if key not in DEFAULTS:
        raise FaultError(f"There is no fault {key!r}.")
    if key in CHOICES:
        if value not in CHOICES[key]:
            raise FaultError(f"{key} must be one of {', '.join(CHOICES[key])}, not {value!r}.")
        return
    if not _fits(key, value):
        raise FaultError(f"{key} cannot be {value!r}.")


def _fits(key: str, value: Any) -> bool:
    if key == "shared_key":
        return isinstance(value, bool)
    if key == "api_to":
        return isinstance(value, str)
    if key == "error_code":
        return value is None or _is_code(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return False
    return key not in WHOLE or isinstance(value, int)


def _check_script(key: str, value: Any) -> None:
    checks = {
        "status": lambda: value in SCRIPT_STATUSES,
        "error_code": lambda: value is None or _is_code(value),
        "create_code": lambda: value is None or (isinstance(value, int) and value in SYNC | ASYNC),
    }
    if key not in checks:
        raise FaultError(f"A number's script has no {key!r}.")
    if not checks[key]():
        raise FaultError(f"{key} cannot be {value!r}.")


def _is_code(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 10_000 <= value <= 99_999
