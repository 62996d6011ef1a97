"""Customers' pictures on disk: drawn anew, small enough, private, and refused where they would do harm."""

import io
import subprocess
import sys
from types import SimpleNamespace

import pytest
from PIL import Image

from responder.adapters import drawing
from responder.adapters import media_files as album_module
from responder.adapters.media_files import LARGEST, SMALL, FileAlbum
from responder.ports.media import NoPicture, PictureUnavailable
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
    with pytest.raises(NoPicture) as refused:
        album.keep("MM1", 0, bomb(width, width), "image/png")
    assert refused.value.why == why


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


def test_nothing_that_came_is_unpacked_in_this_process(album, monkeypatch):
    """A small file may unpack to a gigabyte; what is opened here was drawn, and is no larger than served."""
    opened_here = []
    real = Image.open

    def watched(file, **given):
        image = real(file, **given)
        opened_here.append((image.format, max(image.size) <= LARGEST))
        return image

    monkeypatch.setattr(album_module.Image, "open", watched)
    for format_ in ("JPEG", "PNG", "WEBP", "GIF"):
        album.keep("MM1", 0, photo(2_000, 1_000, format_), "image/jpeg")
    assert opened_here == [("JPEG", True)] * 4


def test_what_the_other_process_hands_out_is_not_believed(album, monkeypatch):
    """A file may have broken it: whatever is larger than it may be is not unpacked."""
    monkeypatch.setattr(album_module, "_drawn", lambda module, content: photo(LARGEST + 1, 10))
    with pytest.raises(NoPicture):
        album.keep("MM1", 0, photo(), "image/jpeg")


SIZES = [
    # (format, width, height, too large)
    ("PNG", 5_000, 5_000, False),
    ("PNG", 5_000, 5_001, True),
    ("WEBP", 16_000, 1_000, False),
    ("WEBP", 16_001, 1_000, True),
    ("PNG", 1, 24_000_000, True),
    ("HEIF", 6_000, 5_000, True),
    ("JPEG", 8_000, 5_000, False),
    ("JPEG", 8_001, 5_000, True),
    ("JPEG", 40_000, 900, False),
]


@pytest.mark.parametrize(("format_", "width", "height", "refused"), SIZES)
def test_what_is_too_large_is_known_by_its_head(format_, width, height, refused):
    head = SimpleNamespace(format=format_, width=width, height=height, size=(width, height))
    assert drawing.is_too_large(head) is refused


def test_the_process_that_draws_has_limits_and_goes_first_where_memory_is_short():
    asked = (
        "import resource as r; from pathlib import Path; from responder.adapters import drawing;"
        "drawing.limit();"
        "score = Path('/proc/self/oom_score_adj');"
        "print(r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0],"
        " score.read_text().strip() if score.exists() else 1000)"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(drawing.MEMORY), str(drawing.SECONDS), "1000"]


def test_the_largest_that_is_drawn_fits_into_its_memory(album):
    """A WEBP of a thousand bytes, which takes most: four bytes a pixel, four times over."""
    held = io.BytesIO()
    Image.new("RGBA", (16_000, 1_562)).save(held, "WEBP", lossless=True)
    assert len(held.getvalue()) < 2_000
    assert album.keep("MM1", 0, held.getvalue(), "image/webp").width == LARGEST


def test_both_sides_mean_the_same_by_too_large():
    assert album_module.TOO_LARGE == drawing.TOO_LARGE


def test_a_forgotten_text_leaves_no_file_either(album, tmp_path):
    kept = album.attach("MM1", 0, b"BEGIN:VCARD", "text/vcard")
    assert album.file(kept.id).read_bytes() == b"BEGIN:VCARD"
    album.forget("MM1")
    assert album.file(kept.id) is None
