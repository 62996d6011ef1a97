"""What kind of file a customer sent, and how it is called when staff download it. Pure.

The type is what the sender's telephone claims: it chooses a word and the end of a name, nothing else.
"""

from collections.abc import Mapping

_KINDS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("text/vcard", "text/x-vcard", "text/directory"), ("card", "vcf")),
    **dict.fromkeys(("text/calendar", "text/x-vcalendar"), ("event", "ics")),
    "application/pdf": ("pdf", "pdf"),
    "video/mp4": ("video", "mp4"),
    "video/quicktime": ("video", "mov"),
    "video/3gpp": ("video", "3gp"),
    "audio/mpeg": ("sound", "mp3"),
    "audio/mp4": ("sound", "m4a"),
    "audio/amr": ("sound", "amr"),
    "audio/ogg": ("sound", "ogg"),
    "audio/wav": ("sound", "wav"),
    "image/jpeg": ("picture", "jpg"),
    "image/png": ("picture", "png"),
    "image/gif": ("picture", "gif"),
    "image/webp": ("picture", "webp"),
    "image/heic": ("picture", "heic"),
    "image/heif": ("picture", "heif"),
}
"""What a type is, and the end of the name of such a file; none that a computer runs when it is opened."""

_MAIN: Mapping[str, str] = {"image": "picture", "video": "video", "audio": "sound", "text": "text"}

KINDS = ("picture", "video", "sound", "card", "event", "pdf", "text", "file")
"""Every kind that there is a word for."""

PLAIN = "bin"
"""How the name of any other file ends."""


def kind(type_: str) -> str:
    """One of KINDS."""
    bare = _bare(type_)
    return _KINDS[bare][0] if bare in _KINDS else _MAIN.get(bare.partition("/")[0], "file")


def ending(type_: str) -> str:
    """The end of the file's name, without a dot: letters and digits of ours."""
    return _KINDS.get(_bare(type_), ("", PLAIN))[1]


def is_picture(type_: str) -> bool:
    """Whether it may be drawn, by what it claims to be."""
    return _bare(type_).startswith("image/")


def _bare(type_: str) -> str:
    return type_.partition(";")[0].strip().lower()
