"""A message to many as plain values, for the API, the command line and whoever shows rates by bulk."""

from dataclasses import asdict
from typing import Any

from responder.domain.bulk import Bulk, Counts


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
        "opt_out_per_mille": round(1_000 * counts.opted_out / counts.handed_over, 1)
        if counts.handed_over
        else 0.0,
        "created_at": bulk.created_at,
        "started_at": bulk.started_at,
        "ends_at": bulk.ends_at,
    }
