"""Pictures for tests, drawn here: a telephone's photo, and a bomb."""

import base64
import io
import struct
import zlib

import pillow_heif
from PIL import Image


def photo(width: int = 900, height: int = 600, format_: str = "JPEG", turned: bool = False) -> bytes:
    """Red on the left, blue on the right; `turned`: as a telephone held upright writes it, with its place."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[0x0112] = 6 if turned else 1
    exif[0x010F] = "SecretPhoneMaker"
    held = io.BytesIO()
    image.save(held, format_, exif=exif)
    return held.getvalue()


def heic(width: int = 900, height: int = 600) -> bytes:
    """A photo as newer telephones write it, with where it was taken."""
    image = Image.new("RGB", (width, height), "red")
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    held = io.BytesIO()
    pillow_heif.from_pillow(image).save(held, exif=exif.tobytes())
    return held.getvalue()


def bomb(width: int = 65_000, height: int = 65_000) -> bytes:
    """A PNG of a few hundred bytes that says it has so many pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def as_url(content: bytes, type_: str = "image/jpeg") -> str:
    """How the simulator is told what a text's picture is."""
    return f"data:{type_};base64,{base64.b64encode(content).decode()}"
