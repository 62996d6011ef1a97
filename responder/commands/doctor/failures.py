"""What `responder doctor` says of texts that did not arrive, by sender and by the provider's code."""

from responder.commands.doctor.redis import Check
from responder.domain.reports.failures import Failures
from responder.domain.sending.delivery import Failure
from responder.flows.reports.counts import failures_lately
from responder.ports import StoreUnavailable
from responder.provider.errors import KINDS, explain
from responder.wiring.product import App

SHOWN = 3
"""Codes of one sender that are named, the most frequent first."""

LOOK = "look at Monitor, Logs, Errors in the Twilio console"
MEND: dict[Failure, str] = {
    Failure.RECIPIENT: "correct these numbers under Customers",
    Failure.CONTENT: "write it differently, without shortened links",
    Failure.BLOCKED: "take these people out of your lists",
    Failure.OURS: "report it with its code",
    Failure.ACCOUNT: "see refusals here",
    Failure.SENDER: "see refusals here",
}
"""What to do about a kind of failure; else `LOOK`."""


def failures(app: App) -> Check:
    """Senders of which too many texts failed in this hour and the one before."""
    try:
        found = failures_lately(app.console.counts, app.deps.clock.now())
    except StoreUnavailable:
        return Check("failures", False, "Redis does not answer.")
    if wrong := [each for each in found if each.too_many]:
        return Check("failures", False, " ".join(map(_sentence, wrong)))
    tried, failed = sum(each.tried for each in found), sum(each.failed for each in found)
    return Check("failures", True, f"{failed} of {tried} texts failed in this hour and the one before.")


def _sentence(found: Failures) -> str:
    codes = sorted(found.by_code.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    said = "; ".join(f"{count} with {code or 'no code'}: {_why(code)}" for code, count in codes)
    count = f"{found.sender}: {found.failed} of {found.tried} texts failed"
    return f"{count} in this hour and the one before: {said}."


def _why(code: int) -> str:
    known = explain(code).rstrip(".") or "Twilio gave no reason"
    return f"{known}: {MEND.get(KINDS.get(code, Failure.CARRIER), LOOK)}"
