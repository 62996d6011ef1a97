"""Customers' pictures on disk: scaled, written anew as JPEG, under names that tell nothing; and other files.

Nothing of a picture that came is kept: what is served was drawn by us, without places, times or hidden
parts, and unpacked by a process of its own (`drawing.py`), which refuses what needs too much memory. What
cannot be drawn is kept as it came, to be downloaded and never shown. The name of a text's folder is a MAC of
the provider's id, so an erasure finds it again, and nobody else can tell whose it is.
"""

import hashlib
import hmac
import io
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

from PIL import Image

from responder.domain.inbox.attachments import ending
from responder.ports.media import NoPicture, Picture, PictureUnavailable

LARGEST = 1_600
SMALL = 360
"""Pixels of the longer side: for looking at it, and for the thread."""

DRAWING, HEIF_WORKER = "responder.adapters.drawing", "responder.adapters.heif_worker"
"""The modules whose process draws a picture."""

DRAWN_WITHIN = 30.0
"""Seconds for one picture, which is drawn by another process."""

_HEIF = re.compile(rb".{4}ftyp.{0,60}?(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)
"""How the file of a HEIC begins, whatever its sender calls it."""

TOO_LARGE = 3
"""Exit status of `drawing.py`."""

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
    """Implements `ports.media.Album` in one folder, private to this user."""

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

    def attach(self, text_id: str, place: int, content: bytes, type_: str) -> Picture:
        """Write a file down as it came. Raises PictureUnavailable where the disk refuses."""
        try:
            folder = self._folder_of(text_id)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = folder / f"{place}.file.{ending(type_)}"
            fresh = path.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_bytes(content)
            fresh.replace(path)
        except OSError as error:
            raise PictureUnavailable(f"disk: {error.strerror}") from None
        return Picture(f"{folder.name}-{place}", type_, size=len(content))

    def forget(self, text_id: str) -> None:
        """Delete every file of a text."""
        shutil.rmtree(self._folder_of(text_id), ignore_errors=True)

    def forget_with(self, picture_id: str) -> None:
        """Delete every file of the text that this one came with."""
        found = _ID.fullmatch(picture_id)
        if found:
            shutil.rmtree(self._folder / found[1][:2] / found[1], ignore_errors=True)

    def path(self, picture_id: str, small: bool) -> Path | None:
        """The file of a picture, or None."""
        found = _ID.fullmatch(picture_id)
        if found is None:
            return None
        path = (
            self._folder / found[1][:2] / found[1] / (f"{found[2]}-small.jpg" if small else f"{found[2]}.jpg")
        )
        return path if path.is_file() else None

    def file(self, picture_id: str) -> Path | None:
        """What was kept as it came, or None."""
        found = _ID.fullmatch(picture_id)
        if found is None:
            return None
        folder = self._folder / found[1][:2] / found[1]
        return next((path for path in sorted(folder.glob(f"{found[2]}.file.*")) if path.is_file()), None)

    def _folder_of(self, text_id: str) -> Path:
        name = hmac.digest(self._key, text_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:32]
        return self._folder / name[:2] / name


def _flat(content: bytes) -> Image.Image:
    """The picture, upright, on white, and no larger than it is served; unpacked where it can do no harm.

    Raises NoPicture for what is none, is broken, or would take too much memory.
    """
    drawn = _drawn(HEIF_WORKER if _HEIF.match(content) else DRAWING, content)
    try:
        with Image.open(io.BytesIO(drawn), formats=("JPEG",)) as image:
            if max(image.size) > LARGEST:
                raise NoPicture("not_a_picture")
            return image.convert("RGB")
    except _BROKEN:
        raise NoPicture("not_a_picture") from None


def _drawn(module: str, content: bytes) -> bytes:
    """A JPEG of it, made by another process. Raises NoPicture."""
    command = [sys.executable, "-m", module, str(LARGEST)]
    clean = {"PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent), "PYTHONSAFEPATH": "1"}
    try:
        done = subprocess.run(
            command, input=content, env=clean, capture_output=True, timeout=DRAWN_WITHIN, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoPicture("not_a_picture") from None
    if done.returncode or not done.stdout:
        raise NoPicture("too_large" if done.returncode == TOO_LARGE else "not_a_picture")
    return done.stdout


def _scaled(image: Image.Image, side: int) -> Image.Image:
    scaled = image.copy()
    scaled.thumbnail((side, side), Image.Resampling.LANCZOS)
    return scaled


def _write(path: Path, image: Image.Image, quality: int) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    image.save(fresh, "JPEG", quality=quality, optimize=True)
    fresh.replace(path)
