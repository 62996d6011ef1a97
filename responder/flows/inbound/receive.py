"""A customer's text arrives: understand it, decide, commit, and have the answer sent (DESIGN §3 INBOUND)."""

from dataclasses import replace

from responder.domain.consent import decisions
from responder.domain.consent.auto_replies import Heard, Inbound
from responder.domain.proof.recovery import ANSWERS_SINCE
from responder.domain.records import Decision
from responder.domain.understanding.classifier import Intent
from responder.flows.commit import commit
from responder.flows.inbound import reply_mode_mismatch
from responder.flows.inbound.replayed_start import note_start
from responder.ports import Deps


def receive(deps: Deps, inbound: Inbound) -> Decision | None:
    """Act on a text at most once (I4); None when it was acted on before. Raises StoreUnavailable."""
    if inbound.logged:
        inbound = _before_recovery(deps, inbound)
    said = deps.classifier.classify(inbound.body, inbound.opt_out_type)
    message_id = deps.store.new_message_id(inbound.number)
    decision = commit(
        deps,
        inbound.number,
        lambda number, now: decisions.on_inbound(
            number, Heard(inbound, said, deps.business, now, message_id)
        ),
        deps.store.guess(inbound.number),
    )
    if decision and decision.check_log:
        deps.store.request_log_read()
    if decision and reply_mode_mismatch.marked_in_app_mode(inbound):
        reply_mode_mismatch.note(deps, reply_mode_mismatch.MARKED, inbound.sender)
    if decision is None and said.intent is Intent.OPT_IN:
        note_start(deps, inbound)
    return decision


def _before_recovery(deps: Deps, inbound: Inbound) -> Inbound:
    """A text of the log from before a restore may have been answered: it is recorded and no more (I4)."""
    since = int(deps.store.log_notes().get(ANSWERS_SINCE, 0))
    return replace(inbound, past=True) if inbound.log_at < since else inbound
