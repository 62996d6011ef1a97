"""Pictures from a text's commit to the album: fetched once, asked for again, gone with their sender."""

from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest

from responder.adapters.media_files import FileAlbum
from responder.domain.inbox.work_queues import QueueName
from responder.domain.records import DAY, HOUR, MINUTE
from responder.flows.inbox.media import fetch_waiting
from responder.flows.proof.erase import forget
from responder.ports import StoreUnavailable
from responder.ports.media import Medium, NoPicture, PictureDeps, PictureUnavailable
from responder.store.inbox.media import RedisPictures
from responder.store.proof.erasure import Eraser
from responder.store.work_queues import RedisTasks
from tests.people import ALICE, BOB
from tests.pictures import heic, photo

JPEG = Medium("ME1", "image/jpeg")


@dataclass
class FakeMedia:
    """A provider's media: what is attached to which text; `fails` is raised by the next requests."""

    attached: dict[str, list[Medium]] = field(default_factory=dict)
    content: bytes = photo()
    fails: list[Exception] = field(default_factory=list)
    asked: int = 0
    before_answer: object = None

    def media_of(self, text_id):
        return self.attached.get(text_id, [])

    def fetch(self, text_id, medium_id):
        self.asked += 1
        if self.fails:
            raise self.fails.pop(0)
        if self.before_answer:
            self.before_answer()
        return self.content


@pytest.fixture
def media():
    return FakeMedia()


@pytest.fixture
def pictures(world, client, media, tmp_path):
    keys = world.deps.store.keys
    album = FileAlbum(tmp_path / "pictures", "a secret that nobody can guess")
    return PictureDeps(RedisTasks(client, keys), RedisPictures(client, keys), media, album, world.clock)


@pytest.fixture
def eraser(world, client):
    return Eraser(client, world.deps.store.keys)


def files(tmp_path):
    return [each for each in (tmp_path / "pictures").rglob("*") if each.is_file()]


def waiting(pictures):
    return pictures.tasks.waiting(QueueName.PICTURES, pictures.clock.now() + 10 * DAY, 10)


def sends(world, media, *attached, number=BOB, sid="SMpic"):
    media.attached[sid] = list(attached)
    world.texts(number, "Look", sid=sid, media=len(attached))


def test_a_picture_is_fetched_scaled_and_kept_once(world, media, pictures):
    sends(world, media, JPEG, JPEG)
    world.texts(BOB, "Look", sid="SMpic", media=2)  # delivered twice

    assert fetch_waiting(pictures) == 1
    assert fetch_waiting(pictures) == 0
    kept = pictures.book.of(BOB)["SMpic"]
    assert [(each.width, each.height, each.why_not) for each in kept] == [(900, 600, "")] * 2
    assert all(pictures.album.path(each.id, small=True) for each in kept)
    assert media.asked == 2


def test_a_text_without_pictures_asks_nobody(world, media, pictures):
    world.texts(BOB, "Hello")

    assert fetch_waiting(pictures) == 0


def test_a_provider_that_fails_is_asked_again_ever_more_rarely_and_for_a_day(world, media, pictures):
    sends(world, media, JPEG)
    media.fails = [PictureUnavailable("HTTP 503")] * 500
    for _ in range(48 * 60):
        fetch_waiting(pictures)
        world.clock.advance(MINUTE)

    assert media.asked < 40
    assert [each.why_not for each in pictures.book.of(BOB)["SMpic"]] == ["unavailable"]
    assert waiting(pictures) == []


def test_a_provider_that_comes_back_hands_it_out(world, media, pictures):
    sends(world, media, JPEG)
    media.fails = [PictureUnavailable("HTTP 503")]
    fetch_waiting(pictures)
    assert pictures.book.of(BOB) == {}

    world.clock.advance(HOUR)
    fetch_waiting(pictures)
    assert pictures.book.of(BOB)["SMpic"][0].id


@pytest.mark.parametrize("why", ["gone", "too_large", "elsewhere"])
def test_what_never_comes_is_said(world, media, pictures, why):
    sends(world, media, JPEG)
    media.fails = [NoPicture(why)]
    fetch_waiting(pictures)

    assert [each.why_not for each in pictures.book.of(BOB)["SMpic"]] == [why]


@pytest.mark.parametrize(
    ("type_", "content", "ending"),
    [
        ("video/mp4", b"\0\0\0\x18ftypmp42....", ".mp4"),
        ("text/x-vcard", b"BEGIN:VCARD\nFN:Bob\nEND:VCARD\n", ".vcf"),
        ("application/pdf", b"%PDF-1.7", ".pdf"),
        ("image/heic", b"\0\0\0\x18ftypheic and no picture", ".heic"),
        ("image/jpeg", b"<script>alert(1)</script>", ".jpg"),
        ("image/svg+xml", b"<svg onload='alert(1)'/>", ".bin"),
        ("text/html", b"<script>alert(1)</script>", ".bin"),
        ("../../etc/passwd", b"x", ".bin"),
        ("", b"x", ".bin"),
    ],
)
def test_what_cannot_be_drawn_is_kept_as_it_came(world, media, pictures, type_, content, ending):
    media.content = content
    sends(world, media, Medium("ME1", type_))
    fetch_waiting(pictures)

    (kept,) = pictures.book.of(BOB)["SMpic"]
    assert (kept.type, kept.size, kept.width, kept.why_not) == (type_, len(content), 0, "")
    assert pictures.album.path(kept.id, small=False) is None
    file = pictures.album.file(kept.id)
    assert (file.read_bytes(), file.suffix, file.stat().st_mode & 0o777) == (content, ending, 0o600)


def test_a_heic_is_drawn_like_any_other_picture(world, media, pictures):
    media.content = heic(800, 500)
    sends(world, media, Medium("ME1", "image/heic"))
    fetch_waiting(pictures)

    (kept,) = pictures.book.of(BOB)["SMpic"]
    assert (kept.width, kept.height, kept.why_not) == (800, 500, "")
    assert pictures.album.path(kept.id, small=True).read_bytes()[:3] == b"\xff\xd8\xff"
    assert pictures.album.file(kept.id) is None


def test_a_secret_that_was_changed_keeps_nothing_from_an_erasure(world, media, pictures, eraser, tmp_path):
    sends(world, media, JPEG, Medium("ME2", "video/mp4"))
    fetch_waiting(pictures)
    assert files(tmp_path)
    changed = FileAlbum(tmp_path / "pictures", "another secret, set after that")
    forget(eraser, world.clock, BOB, "Dana", "asked by letter", changed)
    assert files(tmp_path) == []


def test_one_who_is_killed_after_the_file_was_written_leaves_no_second_file(world, media, pictures, tmp_path):
    sends(world, media, JPEG)
    pictures.album.keep("SMpic", 0, photo(), "image/jpeg")  # and then it was killed
    fetch_waiting(pictures)

    assert len(files(tmp_path)) == 2


def test_erasing_a_person_deletes_the_files_and_what_is_known_of_them(
    world, media, pictures, eraser, tmp_path
):
    sends(world, media, JPEG)
    sends(world, media, JPEG, number=ALICE, sid="SMher")
    while fetch_waiting(pictures):
        pass
    forget(eraser, world.clock, BOB, "Dana", "asked by letter", pictures.album)

    assert pictures.book.of(BOB) == {}
    assert len(files(tmp_path)) == 2  # hers


def test_the_files_go_even_where_the_records_could_not(world, media, pictures, eraser, tmp_path):
    """Whoever erases is killed between the two: no file may be left without a record that names it."""
    sends(world, media, JPEG)
    fetch_waiting(pictures)

    class Killed(Exception):
        """In place of the end of the process."""

    class DyingEraser:
        sign = eraser.sign

        def find(self, number):
            return eraser.find(number)

        def erase(self, remains):
            raise Killed

    with pytest.raises(Killed):
        forget(DyingEraser(), world.clock, BOB, "Dana", "asked by letter", pictures.album)
    assert files(tmp_path) == []


def test_a_picture_that_was_written_while_its_sender_was_erased_goes_too(
    world, media, pictures, eraser, tmp_path
):
    sends(world, media, JPEG)

    class SlowEraser:
        people, sign = eraser.people, eraser.sign

        def find(self, number):
            return eraser.find(number)

        def erase(self, remains):
            fetch_waiting(pictures)  # it was faster, and its record goes with the others
            return eraser.erase(remains)

    forget(SlowEraser(), world.clock, BOB, "Dana", "asked by letter", pictures.album)
    assert (pictures.book.of(BOB), files(tmp_path)) == ({}, [])


def test_a_picture_that_waits_is_not_fetched_after_its_sender_was_erased(
    world, media, pictures, eraser, tmp_path
):
    sends(world, media, JPEG)
    forget(eraser, world.clock, BOB, "Dana", "asked by letter", pictures.album)
    fetch_waiting(pictures)

    assert (media.asked, files(tmp_path), waiting(pictures)) == (0, [], [])


def test_a_picture_that_is_being_fetched_while_its_sender_is_erased_is_deleted(
    world, media, pictures, eraser, tmp_path
):
    sends(world, media, JPEG)
    media.before_answer = lambda: forget(eraser, world.clock, BOB, "Dana", "asked", pictures.album)
    fetch_waiting(pictures)

    assert (pictures.book.of(BOB), files(tmp_path), waiting(pictures)) == ({}, [], [])


def test_old_history_fetches_no_pictures_and_a_text_that_the_log_brought_does(world, media, pictures):
    now = world.clock.now()
    media.attached = {"SMold": [JPEG], "SMlate": [JPEG]}
    world.texts(BOB, "Look", sid="SMold", media=1, log_at=now - 3 * DAY, from_log=True)
    world.texts(BOB, "Look", sid="SMlate", media=1, log_at=now - MINUTE, from_log=True)
    fetch_waiting(pictures)

    assert set(pictures.book.of(BOB)) == {"SMlate"}


def test_without_a_folder_nothing_is_fetched_and_nothing_lost(world, media, pictures):
    sends(world, media, JPEG)

    assert fetch_waiting(replace(pictures, album=None)) == 0
    assert len(waiting(pictures)) == 1


def test_two_relays_that_fetch_one_picture_keep_it(world, media, pictures, tmp_path):
    """The slower one finds that nothing waits any more, and takes it for erased."""
    sends(world, media, JPEG)
    faster = replace(pictures, source=replace(media))

    def so_slow_that_another_one_begins():
        world.clock.advance(MINUTE)
        assert fetch_waiting(faster) == 1

    media.before_answer = so_slow_that_another_one_begins
    fetch_waiting(pictures)

    (kept,) = pictures.book.of(BOB)["SMpic"]
    assert pictures.album.path(kept.id, small=False), "the book lists a picture whose file was deleted"
    assert len(files(tmp_path)) == 2


def test_a_try_that_another_relay_counts_meanwhile_is_no_erasure(world, media, pictures, client):
    """It is counted between the look at the task and the writing of the record."""
    sends(world, media, JPEG)
    (task,) = waiting(pictures)
    kept = pictures.album.keep(task.event, 0, photo(), "image/jpeg")
    counts = iter([True])

    class Pipe(client.pipeline().__class__):
        """Redis while the other one writes."""

        def multi(self):
            if next(counts, False):
                pictures.tasks.later(task, world.clock.now() + MINUTE, tries="2")
            super().multi()

    class Slow:
        def __getattr__(self, name):
            return getattr(client, name)

        def pipeline(self, transaction=True):
            return Pipe(client.connection_pool, client.response_callbacks, transaction, None)

    assert RedisPictures(Slow(), world.deps.store.keys).keep(task, [kept])
    assert pictures.book.of(BOB)["SMpic"] == [kept]


class Killed(BaseException):
    """In place of the end of the process."""


def test_what_ends_the_relay_is_not_the_first_thing_that_the_next_one_does(world, media, pictures):
    """The kernel ended it for want of memory, so nothing could be written down afterwards."""
    sends(world, media, JPEG)
    sends(world, media, JPEG, number=ALICE, sid="SMher")
    media.fails = [Killed()]
    with pytest.raises(Killed):
        fetch_waiting(pictures)

    assert fetch_waiting(pictures) == 1, "the other one's picture"
    assert fetch_waiting(pictures) == 0
    world.clock.advance(MINUTE)
    assert fetch_waiting(pictures) == 1
    assert pictures.book.of(BOB).keys() | pictures.book.of(ALICE).keys() == {"SMpic", "SMher"}


def test_a_picture_that_ends_every_relay_is_given_up_after_a_day(world, media, pictures):
    sends(world, media, JPEG)
    media.fails = [Killed()] * 500
    for _ in range(25 * 60):
        with suppress(Killed):
            fetch_waiting(pictures)
        world.clock.advance(MINUTE)

    assert media.asked < 40
    assert [each.why_not for each in pictures.book.of(BOB)["SMpic"]] == ["unavailable"]
    assert waiting(pictures) == []


class Mute:
    """A book whose answers are lost."""

    def __init__(self, book):
        self._book = book

    def keep(self, task, found):
        self._book.keep(task, found)
        raise StoreUnavailable("timeout")


def test_a_picture_whose_record_may_have_been_written_is_not_deleted(world, media, pictures):
    """Redis wrote it down and its answer was lost."""
    sends(world, media, JPEG)
    with pytest.raises(StoreUnavailable):
        fetch_waiting(replace(pictures, book=Mute(pictures.book)))

    (kept,) = pictures.book.of(BOB)["SMpic"]
    assert pictures.album.path(kept.id, small=False)
