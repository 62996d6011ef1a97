"""The same as `drawing.py` for a HEIC: `python -m responder.heif`. Its decoder is loaded for nothing else."""

import sys

from pillow_heif import register_heif_opener

from responder import drawing

if __name__ == "__main__":
    register_heif_opener(thumbnails=False)
    sys.exit(drawing.main(int(sys.argv[1]), ("HEIF",)))
