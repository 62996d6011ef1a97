"""Customers' pictures on disk: scaled, written anew as JPEG, under names that tell nothing.

Nothing of the file that came is kept: what is served was drawn by us, without places, times or hidden parts.
A picture that would need too much memory is refused before it is unpacked. The name of a text's folder is a
MAC of the provider's id, so an erasure finds it again, and nobody else can tell whose it is.
"""

import hashlib
import hmac
import io
import re
import shutil
import struct
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from responder.ports.pictures import NoPicture, Picture, PictureUnavailable

LARGEST = 1_600
SMALL = 360
"""Pixels of the longer side: for looking at it, and for the thread."""

MOST_PIXELS = 40_000_000
"""A telephone's camera has at most so many; four bytes each, and it must fit beside everything else."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_ID = re.compile(r"([0-9a-f]{32})-(\d{1,2})")

_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    IndexError,
    OverflowError,
    Image.DecompressionBombError,
)


class FileAlbum:
    """Implements `ports.pictures.Album` in one folder, private to this user."""

    def __init__(self, folder: Path, secret: str) -> None:
        self._folder = folder
        self._key = hmac.digest(secret.encode(), b"pictures: folder names", hashlib.sha256)

    def keep(self, text_id: str, place: int, content: bytes, type_: str) -> Picture:
        """Scale it and write it down. Raises NoPicture, and PictureUnavailable where the disk refuses."""
        flat = _flat(content)
        try:
            folder = self._folder_of(text_id)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(folder / f"{place}-small.jpg", _scaled(flat, SMALL), quality=70)
            large = _scaled(flat, LARGEST)
            _write(folder / f"{place}.jpg", large, quality=80)
        except OSError as error:
            raise PictureUnavailable(f"disk: {error.strerror}") from None
        return Picture(f"{folder.name}-{place}", type_, *large.size)

    def forget(self, text_id: str) -> None:
        """Delete every file of a text."""
        shutil.rmtree(self._folder_of(text_id), ignore_errors=True)

    def path(self, picture_id: str, small: bool) -> Path | None:
        """The file of a picture, or None."""
        found = _ID.fullmatch(picture_id)
        if found is None:
            return None
        path = (
            self._folder / found[1][:2] / found[1] / (f"{found[2]}-small.jpg" if small else f"{found[2]}.jpg")
        )
        return path if path.is_file() else None

    def _folder_of(self, text_id: str) -> Path:
        name = hmac.digest(self._key, text_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:32]
        return self._folder / name[:2] / name


def _flat(content: bytes) -> Image.Image:
    """The picture, unpacked and upright, on white where one could see through it.

    Raises NoPicture for what is none, is broken, or is a bomb.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its size is checked here, and a broken note beside it does no harm
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise NoPicture("too_large")
                image.draft("RGB", (LARGEST, LARGEST))
                upright = ImageOps.exif_transpose(image)
                return _on_white(upright)
        except _BROKEN:
            raise NoPicture("not_a_picture") from None


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    return paper.convert("RGB")


def _scaled(image: Image.Image, side: int) -> Image.Image:
    scaled = image.copy()
    scaled.thumbnail((side, side), Image.Resampling.LANCZOS)
    return scaled


def _write(path: Path, image: Image.Image, quality: int) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    image.save(fresh, "JPEG", quality=quality, optimize=True)
    fresh.replace(path)
