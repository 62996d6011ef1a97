"""A person asks to be forgotten: everything goes but the number that must stay silent and the ledger's links.

The number first, then the customers who had it: while a message is in the air nothing is taken away.
"""

from dataclasses import dataclass

from responder.domain.proof.erasure import Found, Gone, Request, erase
from responder.flows.outbound.compose import Refusal
from responder.ports import Clock
from responder.ports.media import Album
from responder.ports.proof import Eraser

TRIES = 20


@dataclass(frozen=True, slots=True)
class Erased:
    """What went and what stayed: items of the timeline, messages, links, and whether it stays opted out.

    `gone` is what the console knew: customers, appointments. `still_no_marketing`: marketing stays off.
    """

    items: int
    messages: int
    links: int
    still_opted_out: bool
    gone: Gone = Gone()
    still_no_marketing: bool = False


def forget(
    eraser: Eraser, clock: Clock, number: str, actor: str, reason: str, album: Album | None = None
) -> Erased:
    """Erase a number. Raises Refusal while a message to it is in the air, StoreUnavailable.

    Its pictures go first, so that none is left behind without a record, and once more at the end, for one
    that was being fetched.
    """
    request = Request(actor, reason, clock.now())
    for _ in range(TRIES):
        found = eraser.find(number)
        if found.sending:
            raise Refusal("A message to this number is being handed over; try again in a minute.", "DESIGN 4")
        _forget_pictures(album, found)
        if eraser.erase(erase(found, request, eraser.sign)):
            _forget_pictures(album, found)
            gone = eraser.people(number)
            _sweep(eraser, number, request)
            counts = found.length, len(found.messages), len(found.linked)
            return Erased(*counts, found.opted_out, gone, found.no_marketing)
    raise Refusal("The number kept changing; try again.", "DESIGN 4")


def _sweep(eraser: Eraser, number: str, request: Request) -> None:
    """A note that was written after the number's record went and before its customers did."""
    found = eraser.find(number)
    silent = found.opted_out or found.no_marketing
    if found.length and not found.number.version and not silent:
        eraser.erase(erase(found, request, eraser.sign))


def _forget_pictures(album: Album | None, found: Found) -> None:
    """By the texts, also what was never written down; by their ids, also what another secret named."""
    if album is None:
        return
    for text_id in found.media:
        album.forget(text_id)
    for picture_id in found.pictures:
        album.forget_with(picture_id)
