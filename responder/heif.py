"""A HEIC picture drawn as JPEG by a process of its own: `python -m responder.heif`, the file in, a JPEG out.

The decoder is large, and written in a language in which a hostile file may do worse than raise an error. It
runs here without our secrets, within limits of time and memory, and takes nobody with it when it dies
(`album.py` starts it). Exit status 3: more pixels than the first argument allows; any other: no picture.
"""

import io
import resource
import sys

from PIL import Image
from pillow_heif import register_heif_opener

MEMORY = 1_500_000_000
SECONDS = 15
"""Limits of this process: bytes that it may map, and processor time."""

TOO_LARGE = 3


def main(most_pixels: int, longest_side: int) -> int:
    """Read standard input, write standard output; the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=["HEIF"]) as image:
        if image.width * image.height > most_pixels:
            return TOO_LARGE
        upright = image.convert("RGB")
    upright.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    held = io.BytesIO()
    upright.save(held, "JPEG", quality=95)
    sys.stdout.buffer.write(held.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
