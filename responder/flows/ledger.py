"""The ledger leaves as a file, and a file is judged; `domain.audit` knows what a fault is."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from responder.domain.export import written

Progress = Callable[[int, int], None]
"""Told (done, all) from time to time."""


class Chains(Protocol):
    """The ledger as a whole (`store.ledger.Ledgers`)."""

    def numbers(self) -> int: ...
    def chains(self) -> Iterable[list[dict[str, Any]]]: ...


def export(chains: Chains, progress: Progress) -> Iterator[str]:
    """The lines of an export, without line ends, one chain after the other. Raises StoreUnavailable."""
    everybody, line = chains.numbers(), 0
    for done, chain in enumerate(chains.chains(), start=1):
        for entry in chain:
            line += 1
            yield written(entry, line)
        progress(done, max(done, everybody))
