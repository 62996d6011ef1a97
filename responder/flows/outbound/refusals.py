"""The provider refuses our account, or a sender: texts wait, one is tried at times, and it ends by itself.

A token that was changed, an account that is suspended, a number without a registration: none of it is the
message's fault. What was refused was certainly not taken (I7), so it stays in the outbox, and all texts of
the scope wait with it. A person may end a pause too, under Stop switches.
"""

from collections.abc import Callable, Sequence

from responder.domain.records import Message, Millis
from responder.domain.sending.kill_switches import EVERY_SENDER, StopSwitch
from responder.domain.sending.refusals import (
    PAUSED,
    REPORTED,
    TRIED,
    Scope,
    arrives,
    code_of,
    refused,
    scope_id,
    try_after,
)
from responder.lib.log import get_logger
from responder.ports import Deps

log = get_logger(__name__)

DO = "see `bin/responder doctor`; texts wait, and go on by themselves"

Probe = Callable[[], str | None]
"""Asks the provider for something harmless: None is well, else one sentence."""


def pause(deps: Deps, scope: Scope, sender_id: str, code: int) -> None:
    """Everything of this scope waits from now on. Raises StoreUnavailable."""
    name = scope_id(scope, sender_id)
    if deps.store.stop_sender(PAUSED + name, str(code), at=deps.clock.now()):
        log.error("provider_refuses", scope=scope.value, code=code, do=DO)


def pause_reported(deps: Deps, scope: Scope, message: Message, code: int) -> None:
    """A report says so: of a text from before the last pause ended it says nothing new.

    Raises StoreUnavailable.
    """
    if message.claimed_at > deps.store.pause_ended(scope_id(scope, message.sender)):
        pause(deps, scope, message.sender, code)


def taken(deps: Deps, scopes: Sequence[str]) -> None:
    """The provider took a text that tried: the pauses end, where that proves it. Raises StoreUnavailable."""
    proven = (each for each in deps.store.stop_switches() if code_of(each) not in REPORTED)
    over(deps, [refused(each) for each in proven if refused(each) in scopes])


def over(deps: Deps, scopes: Sequence[str]) -> None:
    """The provider takes texts again: the pauses end. Raises StoreUnavailable."""
    for scope in scopes:
        deps.store.note_pause_ended(scope, deps.clock.now())
        if deps.store.allow_sender(PAUSED + scope):
            log.warning("provider_takes_again", account=scope == EVERY_SENDER)


def refusals(deps: Deps) -> Sequence[StopSwitch]:
    """The pauses there are, `sender` being the scope: a sender's id or `all`. Raises StoreUnavailable."""
    found = {refused(each): each for each in deps.store.stop_switches() if refused(each)}
    return [StopSwitch(scope, each.why, "", each.at) for scope, each in sorted(found.items())]


class Trials:
    """Decides when a pause is worth a try. Lives in the relay; two of them do no harm."""

    def __init__(self, deps: Deps, probe: Probe) -> None:
        self._deps, self._probe = deps, probe
        self._next: dict[str, tuple[Millis, int]] = {}
        self._began = False

    def __call__(self) -> None:
        """One look. At the first one each pause is tried: whoever starts us may have mended it.

        Raises StoreUnavailable.
        """
        switches = [each for each in self._deps.store.stop_switches() if refused(each)]
        known = {refused(each) for each in switches}
        self._next = {scope: when for scope, when in self._next.items() if scope in known}
        for each in switches:
            if self._is_gone(refused(each)):
                self._deps.store.allow_sender(each.sender)
            elif self._is_proven(each):
                over(self._deps, [refused(each)])
            elif each.sender.startswith(PAUSED) and self._is_due(refused(each), each):
                self._try(refused(each), each)
        self._began = True

    def _is_gone(self, scope: str) -> bool:
        """A sender that the business file has no more has no text that could try."""
        return scope != EVERY_SENDER and self._deps.business.sender(scope) is None

    def _is_due(self, scope: str, found: StopSwitch) -> bool:
        ticks, code = self._deps.clock.ticks(), code_of(found)
        waits = self._began or code in REPORTED  # where a try costs a text, a start alone is no reason
        first = ticks + (try_after(code, found.tries) if waits else 0)
        return ticks >= self._next.setdefault(scope, (first, found.tries))[0]

    def _is_proven(self, found: StopSwitch) -> bool:
        """Whether reports of the text that tried say that texts arrive again."""
        if code_of(found) not in REPORTED or not found.trial:
            return False
        message = self._deps.store.message(found.trial)
        return message is not None and arrives(message, self._deps.clock.now())

    def _try(self, scope: str, found: StopSwitch) -> None:
        """The next message of this scope tries, unless the provider says no to us without one."""
        well, (_, tries) = self._probe() is None, self._next[scope]
        tries += well
        self._next[scope] = self._deps.clock.ticks() + try_after(code_of(found), tries), tries
        if well:
            self._deps.store.add_switch(StopSwitch(TRIED + scope, found.why, at=found.at, tries=tries))
            self._deps.store.allow_sender(PAUSED + scope)
