"""The pictures and files of a thread, read only where it has any, in words and sizes for people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import get_locale

from responder.domain.inbox.attachments import kind
from responder.ports.media import Picture
from responder.web.console.shell.context import Desk
from responder.web.console.words.i18n import translate as _
from responder.wiring.console import Thread


@dataclass(frozen=True, slots=True)
class Shown:
    """One attachment: a picture where it has a `width`, a file where it has a `size`; else `why` not."""

    id: str
    what: str
    width: int = 0
    height: int = 0
    size: str = ""
    why: str = ""


def pictures_of(desk: Desk, thread: Thread) -> Mapping[str, Sequence[Shown]]:
    """What became of each text's attachments, by the text's event id."""
    if not any(entry.get("media") for entry in thread.entries):
        return {}
    kept = desk.console.pictures.book.of(thread.number.number)
    return {event: [_shown(each) for each in attached] for event, attached in kept.items()}


def _shown(picture: Picture) -> Shown:
    what = kind_word(picture.type)
    if not picture.id:
        return Shown("", what, why=_why(picture.why_not, what))
    size = size_word(picture.size) if picture.size else ""
    return Shown(picture.id, what, picture.width, picture.height, size)


def kind_word(type_: str) -> str:
    """What a file is, as its sender's telephone claims."""
    words: Mapping[str, Callable[[], str]] = {
        "picture": lambda: _("Picture"),
        "video": lambda: _("Video"),
        "sound": lambda: _("Sound"),
        "card": lambda: _("Contact card"),
        "event": lambda: _("Calendar entry"),
        "pdf": lambda: _("PDF document"),
        "text": lambda: _("Text file"),
        "file": lambda: _("File"),
    }
    return words[kind(type_) if type_ else "file"]()


def size_word(size: int) -> str:
    """340 kB, 1.2 MB."""
    if size < 1_000_000:
        return _("%(count)s kB", count=max(1, round(size / 1_000)))
    return _("%(count)s MB", count=format_decimal(round(size / 1_000_000, 1), locale=get_locale()))


def _why(why_not: str, what: str) -> str:
    """Why an attachment is not there."""
    sentences: Mapping[str, Callable[[], str]] = {
        "gone": lambda: _("%(what)s: the provider no longer has it.", what=what),
        "too_large": lambda: _("%(what)s: too large to be fetched.", what=what),
        "elsewhere": lambda: _(
            "%(what)s: its address led away from the provider, it was not fetched.", what=what
        ),
        "not_a_picture": lambda: _("%(what)s: it was not kept.", what=what),
        "unavailable": lambda: _("%(what)s: the provider did not hand it out.", what=what),
    }
    return sentences[why_not]()
