"""Once an hour the heads of all chains are signed and leave the machine (I6).

Whoever changes the ledger afterwards, with whatever access, cannot change what left. A failure is tried
again soon and stands in `doctor`; it never stops anything else.
"""

from dataclasses import replace
from datetime import UTC, datetime

from responder.domain.proof.checkpoint import Checkpoint, signed_bytes, state, to_json
from responder.domain.records import HOUR, MINUTE, Millis
from responder.lib.log import get_logger
from responder.ports.proof import Keeping, NotDelivered, Offsite, Signer

log = get_logger(__name__)

EVERY: Millis = 1 * HOUR
RETRY: Millis = 1 * MINUTE

SENT_AT, TRIED_AT, PROBLEM = "checkpoint_at", "checkpoint_tried_at", "checkpoint_problem"
"""Notes for `doctor`."""


def when_due(keeping: Keeping) -> Checkpoint | None:
    """Make and deliver a checkpoint if the last is an hour old; a failed one again after a minute.

    None when nothing was delivered. Raises StoreUnavailable.
    """
    if keeping.signer is None or keeping.offsite is None:
        return None
    notes, now = keeping.notes.read(), keeping.clock.now()
    if now - int(notes.get(SENT_AT, 0)) < EVERY or now - int(notes.get(TRIED_AT, 0)) < RETRY:
        return None
    keeping.notes.write({TRIED_AT: str(now)})
    try:
        return deliver(keeping, keeping.signer, keeping.offsite)
    except NotDelivered as error:
        log.warning("checkpoint_not_delivered", why=str(error))
        keeping.notes.write({PROBLEM: str(error)})
        return None


def deliver(keeping: Keeping, signer: Signer, offsite: Offsite) -> Checkpoint:
    """Make a checkpoint now and have it leave. Raises NotDelivered, StoreUnavailable."""
    started = keeping.clock.now()
    unsigned = state(keeping.business, keeping.chains.heads(), started, started)
    statement = replace(unsigned.statement, finished=keeping.clock.now())
    checkpoint = replace(
        unsigned, statement=statement, signature=signer.sign(signed_bytes(statement))
    )
    offsite.deliver(_name(started), to_json(checkpoint, signer.public_key))
    keeping.notes.write({SENT_AT: str(started), PROBLEM: ""})
    log.info("checkpoint_delivered", chains=statement.chains, entries=statement.entries)
    return checkpoint


def _name(at: Millis) -> str:
    return f"checkpoint-{datetime.fromtimestamp(at / 1000, UTC):%Y%m%dT%H%M%SZ}.json"
