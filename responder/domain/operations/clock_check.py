"""Whether clocks agree: ours, the store's server's, which all processes share, and the provider's (I2, I7).

Pure. Ages and deadlines rest on one clock; while it is wrong by more than `TOLERATED`, no reading of the log
makes anything fresh, and nothing of unknown outcome is sent again.
"""

from dataclasses import dataclass

from responder.domain.records import SECOND, Millis

TOLERATED: Millis = 10 * SECOND
"""A clock that is further off is wrong; the provider's header has whole seconds, and answers take time."""


def is_right(off: Millis) -> bool:
    """Whether a difference (ms) is one that clocks may have."""
    return abs(off) <= TOLERATED


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far ahead of our own clock (ms) the server's is, and the provider's (None: it told us no time).

    `agreed`: another process has seen provider and server agree since ours is so far off.
    """

    server: Millis
    provider: Millis | None = None
    agreed: bool = False

    @property
    def server_is_right(self) -> bool:
        """Whether the provider says so, to us or else to another process."""
        return self.agreed if self.provider is None else is_right(self.provider - self.server)

    @property
    def follows(self) -> bool:
        """Whether our clock is set by the server's: a small difference always, a large one where it is right.

        A server whose clock somebody sets wrong takes nobody along.
        """
        return is_right(self.server) or self.server_is_right

    @property
    def off(self) -> Millis:
        """How far the clock that the product goes by is behind what is right (ms); 0 = it agrees."""
        ours = self.server if self.follows else 0
        right = self.server if self.provider is None else self.provider
        return 0 if is_right(right - ours) else right - ours
