"""What the relay process does for the desk: reminders, answers to them, pictures, sums, messages to many.

Each duty has a thread of its own (`keeper`), so that none waits for another. Two relays do no harm: every act
is named, and done once.
"""

from functools import partial

from responder.flows.appointments import appointment_replies, reminders
from responder.flows.campaigns import auto_pause, preflight, run
from responder.flows.inbox import media, notices
from responder.flows.outbound.refusals import Trials
from responder.flows.reports import counts
from responder.ports.appointments import DiaryDeps
from responder.ports.campaigns import BulkDeps
from responder.ports.quarantine import Guard
from responder.wiring.product import App
from workers.aside import Aside
from workers.keeper import Duty

REMIND_EVERY = 10.0
"""Seconds; a reminder leaves within this after its time."""

HEAR_EVERY = 2.0
"""Seconds until an answer shows at its appointment."""

ADD_UP_EVERY = 60.0
"""Seconds between two sums of finished hours; a page reads the newest hours where they are counted."""


MAIL_EVERY = 15.0
"""Seconds between looks at what waits for its assignee."""

FETCH_EVERY = 2.0
"""Seconds until a picture is asked for."""
BULK_EVERY = 2.0
"""Seconds between looks at messages to many: the next few of each, and a count that somebody asked for."""

TRY_EVERY = 5.0
"""Seconds between looks whether a refusal of the provider's is worth a try."""

ALARM_EVERY = 60.0
"""Seconds until somebody is told that too many opt out of a sender: thirty days are read for it."""


class RemindingDuty:
    """Remembers until when it has looked; after a start it looks at everything that still helps."""

    def __init__(self, diary: DiaryDeps, guard: Guard) -> None:
        self._diary, self._guard = diary, guard
        self._since = 0

    def __call__(self) -> None:
        """Send what came due. Raises StoreUnavailable; then it looks again at the same."""
        self._since = reminders.send_due(self._diary, self._since, self._guard)


def _run_and_watch(bulk: BulkDeps, guard: Guard) -> None:
    run.run_all(bulk, guard)
    auto_pause.watch(bulk, guard)


def duties(app: App, aside: Aside) -> list[Duty]:
    """The desk's duties of this product. What fails of one's items keeps nothing from the others."""
    diary, bulk, guard = app.console.diary, app.console.bulk, aside.guard
    mail, fetch = app.console.notices, app.console.pictures
    return [
        ("reminders", RemindingDuty(diary, guard("reminders")), REMIND_EVERY),
        ("notices", partial(notices.mail_waiting, mail, guard("notices")), MAIL_EVERY),
        ("pictures", partial(media.fetch_waiting, fetch, guard("pictures")), FETCH_EVERY),
        ("answers", partial(appointment_replies.hear, diary, guard("answers")), HEAR_EVERY),
        ("counts", lambda: counts.add_up(app.console.counts, app.deps.clock.now()), ADD_UP_EVERY),
        ("bulk count", partial(preflight.count_all, bulk, guard("bulk count")), BULK_EVERY),
        ("bulk", partial(_run_and_watch, bulk, guard("bulk")), BULK_EVERY),
        ("alarms", partial(auto_pause.alarms, bulk), ALARM_EVERY),
        ("refusals", Trials(app.deps, app.provider.probe), TRY_EVERY),
    ]
