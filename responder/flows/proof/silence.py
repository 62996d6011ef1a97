"""Whoever must be silent after something was lost is made so, by the one door (I2, I3, US-09).

Two ways to be silent, to all texts and to marketing alone, with one set each. The sets and the opt-out
journal name who it is, and since when: a record that tells only of an earlier time is put right too, because
a START that the provider's log shows may be later than that record and earlier than the opt-out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from responder.domain.consent import decisions, marketing_opt_out
from responder.domain.records import Decision, Millis, Number
from responder.flows.commit import commit
from responder.flows.customers.opt_out_lists import IN_THE_SET
from responder.flows.proof.last_words import LastWords
from responder.ports import Deps
from responder.ports.proof import Archive, Changes
from responder.ports.quarantine import Guard, straight

OPTED_OUT, MARKETING_OFF = "opted_out", "marketing_off"
"""The two sets, and the kinds of a backup's lines that name them."""

IN_THE_JOURNAL = "It stands in the opt-out journal."

UNDATED: Millis = 2**62
"""In the place of the time of an opt-out whose time nobody knows: later than whatever a record tells."""


@dataclass(frozen=True, slots=True)
class Silence:
    """One way to be silent: who must be, since when (ms UTC), and how that is found and committed.

    `members` are those of the set now, `before` those whom a restore found in it when it began.
    """

    kind: str
    members: Callable[[], Iterable[Sequence[str]]]
    recorded: Callable[[Sequence[str]], Sequence[Millis]]
    decide: Callable[..., Decision]
    since: Mapping[str, Millis]
    before: frozenset[str]
    settled: set[str] = field(default_factory=set)

    def must_be(self, number: str) -> Millis:
        """The time that the record of a member must tell, at least."""
        return 0 if number in self.settled else self.since.get(number, 0)


def silences_of(deps: Deps, archive: Archive, changes: Changes, words: LastWords) -> tuple[Silence, ...]:
    """Everybody whom journals or sets name; the journals' are put into the sets, where the claim looks.

    Raises StoreUnavailable.
    """
    now = deps.clock.now()
    for kind, told in ((OPTED_OUT, words.opted_out), (MARKETING_OFF, words.marketing_off)):
        archive.put({"kind": kind, "numbers": sorted(told)}, archive.header(now), now)
    out, no_marketing = _dated(archive.remembered(OPTED_OUT)), _dated(archive.remembered(MARKETING_OFF))
    return (
        Silence(
            *(OPTED_OUT, changes.opted_out, changes.opted_out_at, decisions.on_unsubscribe),
            since=_latest(out, words.opted_out),
            before=frozenset(out),
        ),
        Silence(
            *(
                MARKETING_OFF,
                changes.marketing_off,
                changes.marketing_off_at,
                marketing_opt_out.on_marketing_off,
            ),
            since=_latest(no_marketing, words.marketing_off),
            before=frozenset(no_marketing),
        ),
    )


def keep_silent(deps: Deps, silence: Silence, numbers: Sequence[str], guard: Guard = straight) -> int:
    """Commit it where the record does not say it, or tells only of an earlier time.

    Returns how many records did not say it at all. Whom the guard sets aside is silent by the set alone.
    Raises StoreUnavailable.
    """
    unknown = 0
    for number, at in zip(numbers, silence.recorded(numbers), strict=True):
        if at >= silence.must_be(number):
            continue
        why = IN_THE_JOURNAL if number in silence.since and number not in silence.before else IN_THE_SET
        guard(number, partial(commit, deps, number, partial(_decided, silence.decide, why)))
        silence.settled.add(number)
        unknown += at < 0
    return unknown


def _decided(decided: Callable[..., Decision], why: str, number: Number, now: Millis) -> Decision:
    return decided(number, "restore", "restore", why, "", now)


def _dated(remembered: Mapping[str, Millis]) -> dict[str, Millis]:
    """A member of a set whose record did not say so is silent since nobody knows when."""
    return {number: UNDATED if at < 0 else at for number, at in remembered.items()}


def _latest(one: Mapping[str, Millis], other: Mapping[str, Millis]) -> dict[str, Millis]:
    return {number: max(one.get(number, 0), other.get(number, 0)) for number in {*one, *other}}
