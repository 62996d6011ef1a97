"""What waits for a person's decision, as the navigation counts it on every page."""

import time

from flask import url_for

from responder.flows.outbound.unknown_outcomes import to_decide
from responder.web.console.words.i18n import translate as _
from responder.wiring.product import App

REVIEWS_FOR, UNSENT_FOR = 1.0, 10.0
"""Seconds for which one process believes a count; counting what was not sent reads messages."""

UNSENT_AMONG = 300
"""Messages of unknown outcome among which those that wait for a person are counted; the page shows all."""

Link = tuple[str, str, str, int]
"""An icon, an address, a word and how many wait."""


class ToDecide:
    """The counts, kept for a moment."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._reviews, self._reviews_until = 0, 0.0
        self._unsent, self._unsent_until = 0, 0.0

    def links(self) -> list[Link]:
        """The navigation's entries."""
        self._count(time.monotonic())
        return [
            ("review", url_for("review.index"), _("Review queue"), self._reviews),
            ("unsent", url_for("unsent.index"), _("Not sent"), self._unsent),
        ]

    def again(self) -> None:
        """Something was decided here: count at the next page."""
        self._reviews_until = self._unsent_until = 0.0

    def _count(self, now: float) -> None:
        if now >= self._reviews_until:
            self._reviews, self._reviews_until = self._app.reviews.count(), now + REVIEWS_FOR
        if now >= self._unsent_until:
            waiting = to_decide(self._app.unresolved, self._app.deps.clock.now(), UNSENT_AMONG)
            self._unsent, self._unsent_until = len(waiting), now + UNSENT_FOR
