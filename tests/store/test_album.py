"""Customers' pictures on disk: drawn anew, small enough, private, and refused where they would do harm."""

import io
import time

import pytest
from PIL import Image

from responder import album as drawing
from responder import heif
from responder.album import LARGEST, SMALL, FileAlbum
from responder.ports.pictures import NoPicture, PictureUnavailable
from tests.pictures import bomb, heic, photo


@pytest.fixture
def album(tmp_path):
    return FileAlbum(tmp_path / "pictures", "a secret that nobody can guess")


def drawn(album, content, type_="image/jpeg"):
    """A picture as it is served."""
    kept = album.keep("MM1", 0, content, type_)
    return kept, opened(album.path(kept.id, small=False)), opened(album.path(kept.id, small=True))


def opened(path):
    image = Image.open(io.BytesIO(path.read_bytes()))
    image.load()
    return image


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_scaled_into_two_sizes(album, format_):
    kept, large, small = drawn(album, photo(4_000, 2_000, format_))

    assert (kept.width, kept.height) == large.size == (LARGEST, LARGEST // 2)
    assert small.size == (SMALL, SMALL // 2)
    assert (large.format, small.format) == ("JPEG", "JPEG")


def test_a_small_one_is_not_blown_up(album):
    kept, large, small = drawn(album, photo(90, 60))
    assert large.size == small.size == (90, 60) == (kept.width, kept.height)


def test_what_a_telephone_writes_beside_the_picture_is_gone_and_it_stands_upright(album):
    kept, large, _ = drawn(album, photo(900, 600, turned=True))

    assert large.size == (600, 900)
    assert not large.getexif()
    assert b"SecretPhoneMaker" not in album.path(kept.id, small=False).read_bytes()
    red, _, blue = large.getpixel((300, 10))
    assert red > blue  # red was on the left, and is on top


def test_what_one_can_see_through_is_on_white(album):
    held = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(held, "PNG")

    _, large, _ = drawn(album, held.getvalue(), "image/png")
    assert large.getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(("width", "why"), [(8_000, "too_large"), (65_000, "not_a_picture")])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(album, width, why):
    """The smaller by our own limit, the larger by Pillow's."""
    began = time.monotonic()
    with pytest.raises(NoPicture) as refused:
        album.keep("MM1", 0, bomb(width, width), "image/png")
    assert refused.value.why == why
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        photo()[:400],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        b"GIF89a" + b"\xff" * 50,
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_no_file(album, content, tmp_path):
    with pytest.raises(NoPicture):
        album.keep("MM1", 0, content, "image/jpeg")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_the_same_text_and_place_are_the_same_file_and_another_installation_has_other_names(album, tmp_path):
    first, again = album.keep("MM1", 0, photo(), "image/jpeg"), album.keep("MM1", 0, photo(), "image/jpeg")
    other = FileAlbum(tmp_path / "pictures", "another secret of somebody").keep(
        "MM1", 0, photo(), "image/jpeg"
    )

    assert first.id == again.id != other.id
    assert "MM1" not in str(album.path(first.id, small=False))


def test_only_this_user_may_read_them(album):
    kept = album.keep("MM1", 0, photo(), "image/jpeg")
    path = album.path(kept.id, small=False)

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    "picture_id", ["", "..", "../../etc/passwd", "a" * 32, "A" * 32 + "-0", "a" * 32 + "-0/.."]
)
def test_an_id_that_we_did_not_make_is_no_path(album, picture_id):
    assert album.path(picture_id, small=False) is None


def test_a_forgotten_text_leaves_nothing(album, tmp_path):
    kept = [album.keep("MM1", place, photo(), "image/jpeg") for place in range(2)]
    other = album.keep("MM2", 0, photo(), "image/jpeg")
    album.forget("MM1")
    album.forget("MM1")

    assert [album.path(each.id, small=True) for each in kept] == [None, None]
    assert album.path(other.id, small=True)


def test_a_disk_that_refuses_is_tried_later(tmp_path):
    (tmp_path / "pictures").write_text("in the way")
    with pytest.raises(PictureUnavailable):
        FileAlbum(tmp_path / "pictures", "a secret that nobody can guess").keep(
            "MM1", 0, photo(), "image/jpeg"
        )


def test_a_heic_is_drawn_and_nothing_of_it_is_kept(album):
    kept, large, small = drawn(album, heic(2_400, 1_200), "image/heic")
    assert (kept.width, kept.height) == large.size == (LARGEST, LARGEST // 2)
    assert small.size == (SMALL, SMALL // 2)
    assert b"SecretPhoneMaker" not in album.path(kept.id, small=False).read_bytes()
    red, _, blue = large.getpixel((100, 100))
    assert red > 200 and blue < 60


@pytest.mark.parametrize("cut", [20, 200, 700])
def test_a_broken_heic_is_refused_and_harms_nobody(album, cut):
    with pytest.raises(NoPicture):
        album.keep("MM1", 0, heic()[:cut], "image/heic")


def test_both_sides_mean_the_same_by_too_large():
    assert drawing.HEIF_TOO_LARGE == heif.TOO_LARGE


def test_a_forgotten_text_leaves_no_file_either(album, tmp_path):
    kept = album.attach("MM1", 0, b"BEGIN:VCARD", "text/vcard")
    assert album.file(kept.id).read_bytes() == b"BEGIN:VCARD"
    album.forget("MM1")
    assert album.file(kept.id) is None
