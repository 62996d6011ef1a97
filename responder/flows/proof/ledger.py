"""The ledger leaves as a file, one chain after the other; `domain.proof.verify` judges such a file."""

from collections.abc import Callable, Iterator

from responder.domain.proof.ledger_lines import written
from responder.ports.proof import Chains

Progress = Callable[[int, int], None]
"""Told (done, all) from time to time."""


def export(chains: Chains, progress: Progress) -> Iterator[str]:
    """The lines of an export, without line ends. Raises StoreUnavailable."""
    everybody, line = chains.numbers(), 0
    for done, chain in enumerate(chains.chains(), start=1):
        for entry in chain:
            line += 1
            yield written(entry, line)
        progress(done, max(done, everybody))
