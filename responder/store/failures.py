"""What Redis raises, as the one error that callers know."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis

from responder.ports import StoreUnavailable


@contextmanager
def unavailable_on_failure() -> Iterator[None]:
    """Raises StoreUnavailable for a Redis that is away, slow or unwilling."""
    try:
        yield
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise StoreUnavailable(type(error).__name__) from None
    except redis.ResponseError as error:
        # The first word is Redis's code (OOM, MISCONF, LOADING …); the rest can hold data (I8).
        raise StoreUnavailable(str(error).split(" ", 1)[0]) from None
