"""What the relay does because a rule asks for it: old texts once a day, split ones at once (CH-05, IN-07)."""

from responder.flows import consecutive, rescan
from responder.wiring import App
from workers.keeper import Duty

DAILY_EVERY = 300.0
"""Seconds between looks whether the daily reading is due."""

CONSECUTIVE_EVERY = 15.0
"""Seconds until a STOP that was split over two texts waits for a person."""


class ConsecutiveDuty:
    """Remembers until when it has looked; after a start it looks back two minutes."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._since = app.deps.clock.now() - consecutive.APART

    def __call__(self) -> None:
        """Read what came. Raises StoreUnavailable; then it looks again at the same."""
        self._since = consecutive.look(self._app.deps, self._app.reviews, self._since)


def duties(app: App) -> list[Duty]:
    """The duties of this product."""
    return [
        ("rescan", lambda: rescan.when_due(app.deps, app.reviews), DAILY_EVERY),
        ("consecutive", ConsecutiveDuty(app), CONSECUTIVE_EVERY),
    ]
