"""The same as `drawing.py` for a HEIC, a process of its own: its decoder is loaded for nothing else."""

import sys

from pillow_heif import register_heif_opener

from responder.adapters import drawing

if __name__ == "__main__":
    register_heif_opener(thumbnails=False)
    sys.exit(drawing.main(int(sys.argv[1]), ("HEIF",)))
