"""A customer's picture drawn as JPEG by a process of its own: `python -m responder.adapters.drawing`, the
file in.

A file of two kilobytes may unpack to a gigabyte, and whatever reads it is large and written in a language in
which a hostile file may do worse than raise an error. So it is read here, without our secrets, within limits
of time and memory, and nobody goes down with it (`media_files.py` starts it): where memory is short, the
kernel ends this process first. Exit status 3: more pixels than are drawn; any other but 0: no picture.
"""

import io
import resource
import sys
from contextlib import suppress
from pathlib import Path

from PIL import Image, ImageOps

MEMORY = 800_000_000
SECONDS = 15
"""Limits of this process: bytes that it may map, and processor time."""

MOST_PIXELS = 25_000_000
MOST_PIXELS_OF_JPEG = 40_000_000
"""A JPEG is unpacked at a fraction of its size; everything else whole, at four bytes a pixel and more."""

LONGEST_SIDE = 16_000
"""Pixels of a side of what is no JPEG: one row of forty million costs as much as the whole picture again."""

TOO_LARGE = 3
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
SEE_THROUGH = ("RGBA", "LA", "PA")


def main(longest_side: int, formats: tuple[str, ...] = FORMATS) -> int:
    """Read standard input, write standard output; the exit status. Raises what Pillow raises: no picture."""
    limit()
    with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=formats) as image:
        if is_too_large(image):
            return TOO_LARGE
        image.draft("RGB", (longest_side, longest_side))
        image.load()
        small = scalable(image)
        small.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    held = io.BytesIO()
    on_white(ImageOps.exif_transpose(small)).save(held, "JPEG", quality=95)
    sys.stdout.buffer.write(held.getvalue())
    return 0


def limit() -> None:
    """So much memory and time, no core file; and the first to go where the machine's memory is short."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # not on every system
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def is_too_large(image: Image.Image) -> bool:
    """Whether unpacking it would take too much, by what its head says."""
    pixels = image.width * image.height
    if image.format == "JPEG":
        return pixels > MOST_PIXELS_OF_JPEG
    return pixels > MOST_PIXELS or max(image.size) > LONGEST_SIDE


def scalable(image: Image.Image) -> Image.Image:
    """The picture in a mode that can be scaled; itself where it has one: each copy costs as much again."""
    if image.mode in ("RGB", "RGBA") and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if image.mode in SEE_THROUGH or "transparency" in image.info else "RGB")


def on_white(image: Image.Image) -> Image.Image:
    """The picture without what one could see through."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    return paper.convert("RGB")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
