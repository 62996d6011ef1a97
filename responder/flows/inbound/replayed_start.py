"""A text that is delivered again changes nothing; a START that would have brought somebody back is noted."""

from responder.domain.consent.auto_replies import Inbound
from responder.domain.consent.replayed_start import on_repeated_start
from responder.domain.records import Consent
from responder.flows.commit import commit
from responder.ports import Deps


def note_start(deps: Deps, start: Inbound) -> None:
    """Note a START that came again, where the customer has opted out since. Raises StoreUnavailable."""
    if deps.store.load(start.number).consent is Consent.OPTED_OUT:
        commit(deps, start.number, lambda number, now: on_repeated_start(number, start, now))
