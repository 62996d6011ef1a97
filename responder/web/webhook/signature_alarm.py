"""The alarm when webhooks that name our account are all answered 403: PUBLIC_URL or the token is wrong.

It counts after the 403 is decided and looks at nothing of the request but the account that it claims, so it
proves nothing: whoever knows the account's id can ring it, and can do no more. What is counted goes to Redis
at most every ten seconds for each process, where `doctor` reads it; the next webhook that is rightly signed
ends the alarm. Limit: where one of several numbers has the wrong address, that one's 403s ring it anew.
"""

from collections.abc import Iterable
from threading import Lock

from responder.domain.records import SECOND, Millis
from responder.lib.log import get_logger
from responder.ports import StoreUnavailable
from responder.web.server.metrics import FORBIDDEN
from responder.wiring.product import App

log = get_logger(__name__)

SAID_EVERY: Millis = 10 * SECOND


class ForbiddenAlarm:
    """Counts refused webhooks that claim to come from our account."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = Lock()
        self._unsaid = 0
        self._said_at: Millis = 0
        self._rings = False

    def refused(self, pairs: Iterable[tuple[str, str]]) -> bool:
        """A webhook with these fields was answered 403; whether it names our account. Never raises."""
        if ("AccountSid", self._app.settings.twilio_account_sid) not in pairs:
            return False
        FORBIDDEN.inc()
        now = self._app.deps.clock.now()
        count = self._due(now)
        if count:
            self._say(count, now)
        return True

    def signed(self) -> None:
        """A webhook was rightly signed and is taken: whatever was wrong is mended. Never raises.

        Nearly always free. Called after the commit: whoever rings the alarm (nobody has to sign for that)
        must not make a text ask a Redis that hangs once more than others do.
        """
        if not self._rings:
            return
        self._rings = False
        try:
            self._app.forbidden.clear()
        except StoreUnavailable:
            self._rings = True  # the next one tries again

    def _due(self, now: Millis) -> int:
        """How many are to be told now: the first at once, then at most every ten seconds."""
        with self._lock:
            self._unsaid += 1
            if now - self._said_at < SAID_EVERY:
                return 0
            count, self._unsaid, self._said_at = self._unsaid, 0, now
            return count

    def _say(self, count: int, now: Millis) -> None:
        self._rings = True
        log.error("webhooks_forbidden", count=count, check="PUBLIC_URL and TWILIO_AUTH_TOKEN")
        try:
            self._app.forbidden.add(count, now)
        except StoreUnavailable as error:
            log.warning("alarm_not_kept", why=str(error))
