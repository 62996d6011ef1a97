"""Faults of the provider: its API, its callbacks, its webhooks, its log, and what it says of our account."""

from tests.faults.chaos import BrokenAlready, Chaos

LONGER_THAN_FRESH = 140.0
"""Seconds: a log is believed for 120 (I2)."""

BROKEN_API = (
    *("429", "500", "500_after", "502html", "503"),
    *("timeout_before", "timeout_after", "reset", "reset_before"),
)


def break_api(chaos: Chaos) -> None:
    """The next few creates go wrong."""
    few = chaos.rng.randint(1, 6)
    chaos.provider(2.0, api=chaos.rng.choice(BROKEN_API), api_fail_next=few, api_hang=11)


def slow_api(chaos: Chaos) -> None:
    chaos.product.phones.faults(api_latency_ms=chaos.rng.choice((50, 400, 1_500)))
    chaos.over.wait(2.0)
    chaos.product.phones.faults(api_latency_ms=0)


def break_callbacks(chaos: Chaos) -> None:
    kinds = ("drop", "duplicate", "reorder", "bad_signature", "before_create_answer")
    chaos.provider(3.0, callbacks=chaos.rng.choice(kinds))


def dead_tunnel(chaos: Chaos) -> None:
    """Every webhook is lost while all processes live."""
    chaos.provider(chaos.rng.uniform(1.0, 4.0), webhooks="lose")


def wrong_public_url(chaos: Chaos) -> None:
    """Every webhook is signed for another address: all are answered with 403."""
    chaos.provider(chaos.rng.uniform(1.0, 3.0), webhooks="bad_signature")


def dead_and_blind(chaos: Chaos) -> None:
    """Every webhook is lost and the log cannot be read, for longer than any log is believed (I2)."""
    if chaos.blind.is_set():
        raise BrokenAlready
    chaos.blind.set()
    chaos.product.phones.faults(webhooks="lose", log="500")
    chaos.over.wait(LONGER_THAN_FRESH)
    chaos.product.phones.faults(webhooks="ok", log="ok")
    chaos.blind.clear()


def duplicate_webhooks(chaos: Chaos) -> None:
    chaos.provider(2.0, webhook_duplicate=3)


# -- the account


def rotated_token(chaos: Chaos) -> None:
    """Our token is refused for some seconds; then the right one is in place."""
    chaos.provider(chaos.rng.uniform(3.0, 8.0), account="wrong_token")


def suspended_account(chaos: Chaos) -> None:
    """The whole account is suspended for some seconds."""
    chaos.provider(chaos.rng.uniform(3.0, 8.0), account="suspended")


# -- the log


def unreadable_log(chaos: Chaos) -> None:
    chaos.provider(3.0, log="500")


def late_log(chaos: Chaos) -> None:
    """The log does not list yet what came within the last 20 s."""
    chaos.provider(chaos.rng.uniform(3.0, 8.0), log="late")


def log_with_holes(chaos: Chaos) -> None:
    """Every third row is left out."""
    chaos.provider(chaos.rng.uniform(3.0, 8.0), log="holes")


def empty_log(chaos: Chaos) -> None:
    """The log says that there was nothing."""
    chaos.provider(chaos.rng.uniform(3.0, 8.0), log="empty_page")
