"""What the relay does because a rule asks for it: old texts once a day, split ones at once (CH-05, IN-07)."""

from functools import partial

from responder.domain.records import Millis
from responder.flows.inbound import rescan, split_stop
from responder.ports.quarantine import Guard
from responder.wiring.product import App
from workers.aside import Aside
from workers.keeper import Duty

DAILY_EVERY = 300.0
"""Seconds between looks whether the daily reading is due."""

CONSECUTIVE_EVERY = 15.0
"""Seconds until a STOP that was split over two texts waits for a person."""


class ConsecutiveDuty:
    """Remembers until when it has looked; after a start it begins where the last relay ended."""

    def __init__(self, app: App, guard: Guard) -> None:
        self._app, self._guard = app, guard
        self._since: Millis | None = None

    def __call__(self) -> None:
        """Read what came. Raises StoreUnavailable; then it looks again at the same."""
        since = split_stop.begins(self._app.deps) if self._since is None else self._since
        self._since = split_stop.look(self._app.deps, self._app.reviews, since, self._guard)


def duties(app: App, aside: Aside) -> list[Duty]:
    """The duties of this product."""
    guard = aside.guard
    return [
        ("rescan", partial(rescan.when_due, app.deps, app.reviews, guard("rescan")), DAILY_EVERY),
        ("consecutive", ConsecutiveDuty(app, guard("consecutive")), CONSECUTIVE_EVERY),
    ]
