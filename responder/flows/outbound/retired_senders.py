"""A sender that was taken from the business file while customers may still answer its last marketing (CA-08).

For 60 days after a commercial text its unsubscribe mechanism must work: a STOP to a number that is not in the
file any more would be a stranger's number to us. So the start is refused and says until when.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from responder.domain.business import Business
from responder.domain.dates import iso
from responder.domain.records import DAY, Millis
from responder.ports import Deps
from responder.ports.campaigns import OptOutAlarms

DAYS = 60
RULE = "CA-08"


@dataclass(frozen=True, slots=True)
class Retired:
    """A sender's id and the last day (from 1970-01-01) on which marketing went out over it."""

    sender: str
    last: int


def retired(deps: Deps, alarms: OptOutAlarms) -> Sequence[Retired]:
    """The senders that are missing too soon. Raises StoreUnavailable."""
    return missing(deps.business, deps.clock.now(), alarms)


def missing(business: Business, now: Millis, alarms: OptOutAlarms) -> Sequence[Retired]:
    """Those that would be missing too soon with this business file. Raises StoreUnavailable."""
    today = now // DAY
    return [
        Retired(sender, last)
        for sender, last in sorted(alarms.sold_over().items())
        if today - last <= DAYS and business.sender(sender) is None
    ]


def why_not(gone: Sequence[Retired]) -> str:
    """One sentence for whoever starts the product; "" where none is missing."""
    if not gone:
        return ""
    told = ", ".join(f"{each.sender} until {iso(each.last + DAYS)}" for each in gone)
    return (
        f"[[senders]]: keep {told}: marketing went out over it less than {DAYS} days ago, "
        f"and a STOP to it must still arrive ({RULE})."
    )
