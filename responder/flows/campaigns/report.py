"""What became of messages to many, their opt-out rates among it; and one as plain values.

The rate is the one of `domain/rates`, read where every text and opt-out is counted: by the hour.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from responder.domain.campaigns.campaign import Bulk, Counts
from responder.domain.campaigns.opt_out_rate import opt_out_rate
from responder.domain.records import DAY
from responder.flows.reports.counts import story
from responder.ports.campaigns import BulkDeps


def counts(deps: BulkDeps, bulk: Bulk) -> Counts:
    """What became of one. Raises StoreUnavailable."""
    return counts_of(deps, [bulk])[0]


def counts_of(deps: BulkDeps, bulks: Sequence[Bulk]) -> list[Counts]:
    """What became of each of these; their rates are read at once. Raises StoreUnavailable."""
    first = min((bulk.started_at for bulk in bulks if bulk.started_at), default=0) // DAY
    rates = story(deps.hours, deps.desk.deps.clock.now(), first).by_template if first else {}
    found = []
    for bulk in bulks:
        rate = rates.get(bulk.event) or opt_out_rate(0, 0)
        found.append(replace(deps.bulks.counts(bulk.id), taken=rate.sent, opted_out=rate.opted_out))
    return found


def plain(bulk: Bulk, counts: Counts) -> dict[str, Any]:
    """The bulk with whom it may reach and what became of it; times are ms UTC, 0 = not yet."""
    return {
        "id": bulk.id,
        "name": bulk.name,
        "class": bulk.message_class.value,
        "state": bulk.state.value,
        "version": bulk.version,
        "from": bulk.sender,
        "audience": bulk.audience,
        "language": bulk.language,
        "texts": bulk.texts,
        "author": bulk.author,
        "by": bulk.by,
        "why": bulk.why,
        "rule": bulk.rule,
        "recipients": bulk.found,
        "strangers": bulk.strangers,
        "verdicts": [asdict(each) for each in bulk.tallies],
        "counts": asdict(counts),
        "opt_out_per_mille": round(opt_out_rate(counts.taken, counts.opted_out).per_mille, 1),
        "created_at": bulk.created_at,
        "started_at": bulk.started_at,
        "ends_at": bulk.ends_at,
    }
