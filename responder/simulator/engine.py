"""The simulator's parts put together; blueprints and background tasks share one of these.

Accepted limits: one engine is one account.
"""

import threading
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from responder.simulator.config import Config
from responder.simulator.faults import Faults
from responder.simulator.scheduler import Scheduler
from responder.simulator.state import Store
from responder.simulator.webhook.caller import Caller, Signer


class Gauge:
    """How many REST requests are in flight."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def enter(self) -> int:
        """Count one more and return the sum."""
        with self._lock:
            self._count += 1
            return self._count

    def leave(self) -> None:
        """Count one less."""
        with self._lock:
            self._count -= 1


@dataclass(slots=True)
class Engine:
    """Everything one simulated account consists of."""

    config: Config
    store: Store
    faults: Faults = field(default_factory=Faults)
    scheduler: Scheduler = field(default_factory=Scheduler)
    caller: Caller = field(default_factory=Caller)
    gauge: Gauge = field(default_factory=Gauge)
    base_url: str = "http://127.0.0.1:8090"

    @classmethod
    def build(cls, config: Config, directory: Path | None, base_url: str) -> "Engine":
        """An engine over the state in `directory`."""
        return cls(config, Store(config, directory), base_url=base_url)

    def signer(self, shared_key: bool = False, broken: bool = False) -> Signer:
        """How the next webhook is signed."""
        if shared_key or self.faults["shared_key"]:
            return Signer(self.config.shared_key_secret, self.config.shared_key_id, broken)
        return Signer(self.config.auth_token, broken=broken)


def idempotency_token(*parts: str) -> str:
    """The same token for every try of the same event."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(parts)))
