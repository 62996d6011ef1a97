"""Pictures that customers send: fetched after the webhook has answered, scaled, kept, forgotten with them.

What cannot be drawn (a video, a contact card, a broken picture) is kept as a file, for staff to download. A
text's pictures are one task. Each try is counted before it begins, so that what ends the relay is not the
first thing that the next one does. Whoever is killed halfway is repeated and writes the same files again; a
picture that comes after its sender was erased is deleted at once.
"""

from contextlib import suppress
from functools import partial

from responder.domain.inbox.attachments import is_picture
from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import MINUTE, Millis
from responder.lib.log import get_logger
from responder.ports import StoreUnavailable
from responder.ports.media import (
    FETCH_FOR,
    Album,
    Medium,
    NoPicture,
    Picture,
    PictureDeps,
    PictureUnavailable,
)
from responder.ports.quarantine import Guard, straight
from responder.ports.tasks import Task

log = get_logger(__name__)

AT_ONCE = 10
MOST = 10
"""Attachments of one text: the provider allows no more."""

FIRST_PAUSE: Millis = 1 * MINUTE


def fetch_waiting(pictures: PictureDeps, guard: Guard = straight) -> int:
    """Fetch what waits; returns how many texts were looked at. Raises StoreUnavailable."""
    if pictures.album is None:
        return 0
    tasks = pictures.tasks.waiting(QueueName.PICTURES, pictures.clock.now(), AT_ONCE)
    for task in tasks:
        guard(task.id, partial(_fetch, pictures, pictures.album, task))
    return len(tasks)


def _fetch(pictures: PictureDeps, album: Album, task: Task) -> None:
    try:
        found = _looked_at(pictures, album, task)
    except PictureUnavailable as error:
        log.warning("picture_waits", why=str(error), tries=_tries(task) + 1)
        return
    if not _kept(pictures, task, found):
        album.forget(task.event)


def _looked_at(pictures: PictureDeps, album: Album, task: Task) -> list[Picture]:
    """What is to be written down: a day after the text, that it never came. Raises PictureUnavailable."""
    now, tries = pictures.clock.now(), _tries(task)
    if tries and now - task.at >= FETCH_FOR:
        return [Picture("", "", why_not="unavailable")]
    pictures.tasks.later(task, now + FIRST_PAUSE * 2 ** min(tries, 6), tries=str(tries + 1))
    return _all_of(pictures, album, task)


def _tries(task: Task) -> int:
    """How often it was begun before."""
    return int(task.fields.get("tries") or 0)


def _kept(pictures: PictureDeps, task: Task, found: list[Picture]) -> bool:
    """Whether the book lists them; asked again where the answer was lost, because it may have written.

    Raises StoreUnavailable, and then the files stay: the task is looked at again, unless it was written down.
    """
    try:
        return pictures.book.keep(task, found)
    except StoreUnavailable:
        return pictures.book.keep(task, found)


def _all_of(pictures: PictureDeps, album: Album, task: Task) -> list[Picture]:
    """Every attachment, kept or with the reason why not. Raises PictureUnavailable."""
    try:
        listed = pictures.source.media_of(task.event)[:MOST]
    except NoPicture as error:
        return [Picture("", "", why_not=error.why)]
    found = [_one(pictures, album, task, place, medium) for place, medium in enumerate(listed)]
    return found or [Picture("", "", why_not="gone")]


def _one(pictures: PictureDeps, album: Album, task: Task, place: int, medium: Medium) -> Picture:
    try:
        content = pictures.source.fetch(task.event, medium.id)
    except NoPicture as error:
        return Picture("", medium.type, why_not=error.why)
    if is_picture(medium.type):
        with suppress(NoPicture):
            return album.keep(task.event, place, content, medium.type)
    return album.attach(task.event, place, content, medium.type)
