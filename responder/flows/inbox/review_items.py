"""A staff member decides at the desk what a text was: in the audit log, and with its reason in the ledger.

"Not an opt-out" opts nobody in (I3): `flows.inbound.review` and the commit script see to that.
"""

from responder.domain.records import Decision
from responder.domain.staff.accounts import Permission, StaffMember
from responder.flows.inbound import review as flow
from responder.flows.inbound.review import AlreadyDecided
from responder.flows.inbox.desk import LONGEST_REASON
from responder.flows.permissions import must, note
from responder.ports.desk import DeskDeps
from responder.ports.review import Reviews

UNSAID = {
    "opt_out": "Read as an opt-out at the desk.",
    "not_opt_out": "Read as no opt-out at the desk.",
}
"""What the ledger says where a person decided without a word of their own."""


def decide(
    desk: DeskDeps, reviews: Reviews, member: StaffMember, review_id: str, outcome: str, why: str
) -> Decision:
    """Decide a review, once.

    Raises NotAllowed, NoSuchReview, BadDecision, AlreadyDecided, StoreUnavailable.
    """
    must(desk, member, Permission.SUPPORT, review_id)
    said = why.strip()[:LONGEST_REASON] or UNSAID.get(outcome, "")
    try:
        decision = flow.decide_review(desk.deps, reviews, review_id, outcome, member.name, said)
    except AlreadyDecided as late:
        note(desk, member, "review decided before", review_id, late.review.state)
        raise
    note(desk, member, "review decided", review_id, outcome)
    return decision
