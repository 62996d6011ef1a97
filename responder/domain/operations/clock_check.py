"""Whether clocks agree: ours, the store's server's, which all processes share, and the provider's (I2, I7).

Pure. Ages and deadlines rest on one clock; while it is wrong by more than `TOLERATED`, no reading of the log
makes anything fresh, and nothing of unknown outcome is sent again.

While the server's clock is wrong and ours is not, each process says how far ahead of the server it goes: so
one that starts meanwhile goes by the same time as the others, and not by the server's.
"""

from dataclasses import dataclass

from responder.domain.records import MINUTE, SECOND, Millis

TOLERATED: Millis = 10 * SECOND
"""A clock that is further off is wrong; the provider's header has whole seconds, and answers take time."""

YOUNG: Millis = 1 * MINUTE
"""How long an offset counts; whoever runs repeats it every half minute."""


def is_right(off: Millis) -> bool:
    """Whether a difference (ms) is one that clocks may have."""
    return abs(off) <= TOLERATED


@dataclass(frozen=True, slots=True)
class Offset:
    """By how much (ms) a process went ahead of the server's clock, at a moment of that clock (ms UTC).

    `by_provider`: the provider had told it the time.
    """

    at: Millis
    ahead: Millis
    by_provider: bool

    @property
    def written(self) -> str:
        """As it is stored."""
        return f"{self.at} {self.ahead} {int(self.by_provider)}"

    def counts(self, server_now: Millis) -> bool:
        """Whether it is young. One from the future is older than a change of the server's clock."""
        return -TOLERATED <= server_now - self.at <= YOUNG


NOBODYS = Offset(0, 0, by_provider=False)
"""In the place of an offset that nobody has told."""


def offset_from(written: str) -> Offset:
    """What `written` said; `NOBODYS` where it cannot be read."""
    try:
        at, ahead, by_provider = map(int, written.split())
    except ValueError:
        return NOBODYS
    return Offset(at, ahead, bool(by_provider))


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far ahead of our own clock (ms) the server's is, and the provider's (None: it told us no time).

    `offset`: how far ahead of the server a process goes to which the provider told the time; None = unknown.
    """

    server: Millis
    provider: Millis | None = None
    offset: Millis | None = None

    @property
    def correction(self) -> Millis:
        """By how much our clock is set: to the server's where that differs little or is right, else as the
        process goes that knows. A server whose clock somebody sets wrong takes nobody along.
        """
        if self.provider is None and self.offset is not None:
            return self.server + self.offset
        return self.server if is_right(self.server) or self._server_is_right else 0

    @property
    def ahead(self) -> Millis:
        """How far ahead of the server we go from then on."""
        return self.correction - self.server

    @property
    def off(self) -> Millis:
        """How far the clock that we go by then is behind the provider's; 0 = it agrees, or unknown."""
        return _more_than_tolerated(self.provider - self.correction) if self.provider is not None else 0

    @property
    def server_off(self) -> Millis:
        """How far the server's clock is behind the provider's; 0 = it agrees, or unknown."""
        return _more_than_tolerated(self.provider - self.server) if self.provider is not None else 0

    @property
    def _server_is_right(self) -> bool:
        return self.provider is not None and is_right(self.provider - self.server)


def _more_than_tolerated(off: Millis) -> Millis:
    return 0 if is_right(off) else off
