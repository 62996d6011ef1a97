"""What a handler kept, compared with what was posted to it: every text, not a sample.

A run ends with up to 16 texts in flight: the load generator hangs up, and such a text may or may not have
been handled. All others must have been, and what was handled must have been handled wholly.
"""

import time
from collections.abc import Callable, Sequence

import redis

from bench.load import Run
from bench.rig import CannotRun, Rig
from bench.texts import Text
from responder.store.connection import SHARDS
from responder.store.keys import Keys

Check = Callable[[Sequence[Text], Run], None]

QUIET_SECONDS = 0.1
ANSWERED = ("STOP", "HELP")
CHUNK = 5_000


def nothing_kept(texts: Sequence[Text], run: Run) -> None:
    """hello keeps nothing."""


class TutorialCheck:
    """A job in the queue for each text, and the number's state."""

    def __init__(self, client: "redis.Redis") -> None:
        self._redis = client
        self._queued = 0

    def __call__(self, texts: Sequence[Text], run: Run) -> None:
        """Raises CannotRun when something is missing."""
        total = _settled(lambda: int(self._redis.llen("rq:queue:default")))
        queued, self._queued = total - self._queued, total
        _handled_all("tutorial", queued, run)
        states = _get(self._redis, [f"consent:{text.number}" for text in texts])
        _handled_all("tutorial", sum(1 for state in states if state), run)
        for text, state in zip(texts, states, strict=True):
            if state and (state == "opted_out") != (text.body == "STOP"):
                raise CannotRun(f"tutorial: {text.number} has the state {state} after {text.body}.")


class ResponderCheck:
    """A commit for each text, the number's state, an answer that is due where one is owed, a worker woken."""

    def __init__(self, bench: Rig) -> None:
        self._redis, self._jobs = bench.client(), bench.client(1)
        self._keys = Keys("bench", SHARDS)
        self._due = 0

    def __call__(self, texts: Sequence[Text], run: Run) -> None:
        """Raises CannotRun when something is missing."""
        woken = self._redis.exists(self._keys.wake) and self._jobs.llen("rq:queue:responder-bench")
        total = _settled(lambda: self._total("due", "answer"))
        due, self._due = total - self._due, total
        kept = self._kept(texts)
        _handled_all("responder", sum(1 for version, _ in kept if version), run)
        answered = 0
        for text, (version, consent) in zip(texts, kept, strict=True):
            if version:
                answered += text.body in ANSWERED
                if version != "1" or (consent == "OPTED_OUT") != (text.body == "STOP"):
                    raise CannotRun(f"responder: {text.number} has version {version} and consent {consent}.")
        if due != answered:
            raise CannotRun(f"responder: {answered} answers are owed and {due} are due.")
        if not woken:
            raise CannotRun("responder: nobody woke a worker.")

    def _kept(self, texts: Sequence[Text]) -> list[tuple[str | None, str | None]]:
        found: list[tuple[str | None, str | None]] = []
        for start in range(0, len(texts), CHUNK):
            pipe = self._redis.pipeline(transaction=False)
            for text in texts[start : start + CHUNK]:
                pipe.hmget(self._keys.number(text.number), "version", "consent")
            found += [(version, consent) for version, consent in pipe.execute()]
        return found

    def _total(self, kind: str, lane: str) -> int:
        pipe = self._redis.pipeline(transaction=False)
        for shard in self._keys.shards():
            pipe.zcard(getattr(self._keys, kind)(shard, lane))
        return sum(pipe.execute())


def _get(client: "redis.Redis", keys: Sequence[str]) -> list[str | None]:
    found: list[str | None] = []
    for start in range(0, len(keys), CHUNK):
        found += [
            state if state is None else str(state) for state in client.mget(keys[start : start + CHUNK])
        ]
    return found


def _settled(count: Callable[[], int]) -> int:
    """The count when it has stopped growing: what was in flight has been handled."""
    before = count()
    while True:
        time.sleep(QUIET_SECONDS)
        after = count()
        if after == before:
            return after
        before = after


def _handled_all(name: str, handled: int, run: Run) -> None:
    if not run.completed <= handled <= run.issued:
        raise CannotRun(f"{name}: {run.completed} texts were answered with 200 and {handled} were kept.")
