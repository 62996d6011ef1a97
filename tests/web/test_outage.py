"""While Redis is away one text at a time tries, and the others hear it at once."""

import pytest

from responder.ports import StoreAway, StoreUnavailable
from responder.web.server.circuit_breaker import TRIED_EVERY, TRIES_LAST, Outage


class Redis:
    """What texts meet: a Redis that can be away, and a clock."""

    def __init__(self) -> None:
        self.now, self.tried, self.fault = 0.0, 0, None
        self.outage = Outage(lambda: self.now)

    fault: Exception | None

    def text(self) -> bool:
        """Whether a text was taken."""
        try:
            with self.outage:
                self.tried += 1
                if self.fault:
                    raise self.fault
        except StoreUnavailable:
            return False
        return True

    def tries_of(self, texts: int) -> int:
        before = self.tried
        for _ in range(texts):
            self.text()
        return self.tried - before


@pytest.fixture
def redis() -> Redis:
    return Redis()


def test_while_redis_answers_every_text_is_taken(redis: Redis) -> None:
    assert redis.tries_of(10) == 10


def test_after_one_text_found_it_away_the_next_ones_do_not_wait_for_it(redis: Redis) -> None:
    redis.fault = StoreAway("TimeoutError")
    assert redis.tries_of(10) == 1


def test_a_moment_later_one_text_tries(redis: Redis) -> None:
    redis.fault = StoreAway("TimeoutError")
    redis.text()
    redis.now += TRIED_EVERY
    assert redis.tries_of(10) == 1


def test_the_first_text_that_is_taken_ends_it(redis: Redis) -> None:
    redis.fault = StoreAway("TimeoutError")
    redis.text()
    redis.now, redis.fault = redis.now + TRIED_EVERY, None
    assert redis.tries_of(10) == 10


def test_while_one_tries_the_others_hear_it_at_once_but_not_for_ever(redis: Redis) -> None:
    redis.fault = StoreAway("TimeoutError")
    redis.text()
    redis.now, redis.fault = redis.now + TRIED_EVERY, None
    with redis.outage:  # this one tries, and takes long
        assert redis.tries_of(5) == 0
        redis.now += TRIES_LAST
        assert redis.text()


def test_a_refusal_of_redis_is_no_outage_because_a_stop_may_still_be_taken(redis: Redis) -> None:
    redis.fault = StoreUnavailable("OOM")
    assert redis.tries_of(10) == 10


def test_a_closed_connection_is_no_outage_because_nobody_waits_for_it(redis: Redis) -> None:
    redis.fault = StoreUnavailable("ConnectionError")
    assert redis.tries_of(10) == 10


def test_a_text_that_cannot_be_read_says_nothing_about_redis_and_keeps_nobody_out(redis: Redis) -> None:
    redis.fault = StoreAway("TimeoutError")
    redis.text()
    redis.now += TRIED_EVERY
    redis.fault = ValueError("no From")
    with pytest.raises(ValueError, match="no From"):
        redis.text()
    redis.fault = None
    redis.now += TRIED_EVERY
    assert redis.text()
