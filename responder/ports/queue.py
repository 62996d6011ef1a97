"""What the queue's server says of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueueState:
    """Jobs that wait in our queue, and workers that take jobs from it."""

    waiting: int
    workers: int


class QueueUnusable(Exception):
    """The server of the queue cannot be used. Its text says what was found, as a part of a sentence."""
