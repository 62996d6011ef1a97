"""The Lua scripts: loaded once, run by their hash, loaded again when the server forgot them."""

from importlib import resources
from typing import Any

import redis

from responder.domain.records import MessageState
from responder.domain.sending.delivery import RANK
from responder.store.always import TAKEN, Always
from responder.store.connection import SYNC_WITHIN, Durability
from responder.store.fast_connection import Command, Lines

WAKE_LIFE = 5
"""Seconds that a wake is believed (DESIGN §3)."""

FORWARD: dict[MessageState, str] = {
    new: "," + ",".join(old.value for old in RANK if RANK[old] < RANK[new]) + "," for new in RANK
} | {MessageState.QUEUED: ",sending,unknown,"}
"""From which states a message may move to each; back to `queued` only with the claim (settle.lua)."""


def text_of(name: str) -> str:
    """A script's source."""
    return resources.files("responder.store").joinpath("lua", f"{name}.lua").read_text()


SCRIPTS = {
    "commit": "#!lua\n" + text_of("commit"),
    # The same script, allowed to run when memory is full: a STOP is still taken (DESIGN §4).
    "commit_always": TAKEN + text_of("commit"),
    "claim": TAKEN + text_of("claim"),
    "settle": TAKEN + text_of("settle"),
    "rate": TAKEN + text_of("rate"),
}


def waiting(durability: Durability, replicas: int) -> Command | None:
    """The command that waits for the disk behind a script; None where the server syncs before it answers."""
    copies = {Durability.WAITAOF: 0, Durability.REPLICATED: replicas}.get(durability)
    return None if copies is None else ("WAITAOF", 1, copies, SYNC_WITHIN)


class Scripts:
    """Runs the scripts of one installation."""

    def __init__(self, client: "redis.Redis", lines: Lines, wake_key: str, wait: Command | None) -> None:
        """`wait`: what goes along with each script and waits for the disk, see `waiting`."""
        self._redis = client
        self._lines = lines
        self._wake_key = wake_key
        self._wait = wait
        self._always = Always(client)
        self._shas: dict[str, str] = {}

    def run(self, name: str, keys: list[str], arguments: list[str], also_wake: bool = False) -> list[Any]:
        """Run a script, and in the same round trip wait for the disk and ask for a wake where that is due.

        Returns the script's word and whether this was the first wake. A lost wake is the relay's to repair.
        """
        replies = self._lines.call(*self._commands(name, keys, arguments, also_wake))
        woke = replies[-1] == "OK"  # the wake is taken even where the script was not known
        if isinstance(replies[0], redis.exceptions.NoScriptError):  # the server restarted: nothing ran
            self._shas.pop(name, None)
            replies = self._lines.call(*self._commands(name, keys, arguments, also_wake))
        _check(replies, self._wait)
        if also_wake and str(replies[-1]).startswith("OOM"):  # memory is full, and a confirmation must leave
            woke = self.wake()
        return [replies[0], also_wake and (woke or replies[-1] == "OK")]

    def wake(self) -> bool:
        """Ask for a wake, also when memory is full; whether this was the first to ask."""
        return bool(self._always("SET", self._wake_key, "1", "NX", "EX", WAKE_LIFE))

    def _commands(self, name: str, keys: list[str], arguments: list[str], also_wake: bool) -> list[Command]:
        sha = self._shas.get(name) or self._load(name)
        commands: list[Command] = [("EVALSHA", sha, len(keys), *keys, *arguments)]
        if self._wait:
            commands.append(self._wait)
        if also_wake:
            commands.append(("SET", self._wake_key, "1", "NX", "EX", WAKE_LIFE))
        return commands

    def _load(self, name: str) -> str:
        self._shas[name] = str(self._redis.script_load(SCRIPTS[name]))
        return self._shas[name]


def _check(replies: list[Any], waited: Command | None) -> None:
    """A script that failed, or a disk that did not confirm, is a failure; a lost wake is not."""
    if isinstance(replies[0], Exception):
        raise replies[0]
    if waited is None:
        return
    if isinstance(replies[1], Exception):
        raise replies[1]
    _, here, copies, _ = waited
    if not replies[1] or replies[1][0] < here or replies[1][1] < copies:
        raise redis.TimeoutError("the disk did not confirm in time")
