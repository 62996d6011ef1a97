"""A customer's text arrives: understand it, decide, commit, and have the answer sent (DESIGN §3 INBOUND)."""

from responder.domain import decide
from responder.domain.answers import Heard, Inbound
from responder.domain.intent import Intent
from responder.domain.messages import Decision
from responder.flows import mismatch
from responder.flows.commit import commit
from responder.flows.replays import note_start
from responder.ports import Deps


def receive(deps: Deps, inbound: Inbound) -> Decision | None:
    """Act on a text at most once (I4); None when it was acted on before. Raises StoreUnavailable."""
    said = deps.classifier.classify(inbound.body, inbound.opt_out_type)
    message_id = deps.store.new_message_id(inbound.number)
    decision = commit(
        deps,
        inbound.number,
        lambda number, now: decide.on_inbound(number, Heard(inbound, said, deps.business, now, message_id)),
        deps.store.guess(inbound.number),
    )
    if decision and decision.check_log:
        deps.store.request_log_read()
    if decision and mismatch.marked_in_app_mode(inbound):
        mismatch.note(deps, mismatch.MARKED, inbound.sender)
    if decision is None and said.intent is Intent.OPT_IN:
        note_start(deps, inbound)
    return decision
