"""Faults of a Redis by TLS that has a replica: a failover, a lost replica, lost connections."""

from tests.faults.chaos import BrokenAlready, Chaos
from tests.faults.pair import Pair


def failover(chaos: Chaos) -> None:
    """The primary dies, and its replica takes over, at once or after it was cut off for a while."""
    pair = _of(chaos)
    with chaos.holding(pair.moving):
        pair.fail_over(chaos.rng.choice((0.0, chaos.rng.uniform(0.5, 3.0))))


def lost_replica(chaos: Chaos) -> None:
    """Nothing can be on a second disk for a while."""
    pair = _of(chaos)
    with chaos.holding(pair.moving):
        pair.lose_replica(chaos.rng.uniform(0.5, 3.0))


def lost_connections(chaos: Chaos) -> None:
    """Every connection to Redis ends, as when a proxy is restarted."""
    _of(chaos).relay.hang_up()


def _of(chaos: Chaos) -> Pair:
    if chaos.pair is None:
        raise BrokenAlready
    return chaos.pair
