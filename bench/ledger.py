"""The ledger's figures: 100,000 entries as exported, verified, beside the 5 s that this may take (issue 5).

`python -m bench.ledger [ENTRIES]`; needs no Redis.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from responder.domain.proof.checkpoint import Head, state
from responder.domain.proof.ledger import link
from responder.domain.proof.ledger_lines import written
from responder.domain.proof.verify import audit
from responder.lib.private_files import read_lines, write_lines

ENTRIES = 100_000
CHAIN = 4
"""Entries of one number."""

LIMIT = 5.0
"""Seconds."""


def lines(entries: int, heads: list[Head]) -> Iterator[str]:
    """An export of that many entries; every chain's head goes into `heads`."""
    for line in range(1, entries + 1):
        place = (line - 1) % CHAIN
        number = f"+1416555{line // CHAIN:07d}"
        entry = {
            **{"at": 1_795_000_000_000 + line, "kind": "consent", "event": f"SM{line:032x}"},
            **{"body": "Arrêt s'il vous plaît", "intent": "OPT_OUT", "rule": "KW-04", "keyword": "arret"},
            **{"channel": "text", "actor": "customer", "sender": "+14155550199", "number": number},
            **{"before": "UNKNOWN", "after": "OPTED_OUT"},
        }
        if place == 0:
            owner, first, last = number, "", ""
        entry["number"] = owner
        last = link(last, entry)
        first = first or last
        if place == CHAIN - 1:
            heads.append(Head(first, CHAIN, last))
        yield written(entry | {"link": last}, line)


def main() -> int:
    """Print the figures; 1 when verifying took too long."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    heads: list[Head] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.jsonl"
        write_lines(path, lines(entries, heads))
        checkpoint = state("bench", heads, 1_795_900_000_000, 1_795_900_000_000)
        began = time.perf_counter()
        found = audit(read_lines(path), checkpoint)
        took = time.perf_counter() - began
        size = path.stat().st_size / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"ledger verify: {found.entries:,} entries of {found.chains:,} numbers, {size:.0f} MB")
    print(f"  {took:.2f} s (at most {LIMIT} s), {len(found.faults)} faults, {memory:.0f} MB of memory")
    return int(took > LIMIT or bool(found.faults))


if __name__ == "__main__":
    sys.exit(main())
