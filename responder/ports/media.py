"""What the story of pictures needs: where they come from, where they are kept, and what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from responder.domain.records import Millis
from responder.ports import Clock
from responder.ports.tasks import Task, Tasks


class PictureUnavailable(Exception):
    """The provider did not hand it out now; it may later."""


class NoPicture(Exception):
    """It will never be one; `why` is a key of `WHY_NOT`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


WHY_NOT = ("gone", "too_large", "elsewhere", "not_a_picture", "unavailable")
"""The provider has it no more; it is larger than we take; its address led elsewhere; it is no picture, or a
broken one (it is then kept as a file); the provider did not hand it out for a day."""


@dataclass(frozen=True, slots=True)
class Medium:
    """One attachment of a text as the provider lists it: its id, and what it says it is."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One attachment as it is kept. `id` is opaque; with `why_not` there is no file.

    `width` and `height` are pixels of a picture that was drawn; `size` is bytes of a file kept as it came.
    """

    id: str
    type: str
    width: int = 0
    height: int = 0
    why_not: str = ""
    size: int = 0


class MediaSource(Protocol):
    """The provider's side."""

    def media_of(self, text_id: str) -> Sequence[Medium]:
        """What is attached to a text. Raises PictureUnavailable, NoPicture."""
        ...

    def fetch(self, text_id: str, medium_id: str) -> bytes:
        """One attachment, within limits of size and time. Raises PictureUnavailable, NoPicture."""
        ...


class Album(Protocol):
    """The files, outside of anything that is served by itself."""

    def keep(self, text_id: str, place: int, content: bytes, type_: str) -> Picture:
        """Scale it and write it down; the same text and place give the same id.

        Raises NoPicture, PictureUnavailable.
        """
        ...

    def attach(self, text_id: str, place: int, content: bytes, type_: str) -> Picture:
        """Write a file down as it came. Raises PictureUnavailable."""
        ...

    def forget(self, text_id: str) -> None:
        """Delete every file of a text."""
        ...

    def forget_with(self, picture_id: str) -> None:
        """Delete every file of the text that this one came with, whatever secret its name was made with."""
        ...

    def file(self, picture_id: str) -> Path | None:
        """What was kept as it came, or None."""
        ...

    def path(self, picture_id: str, small: bool) -> Path | None:
        """The file of a picture, or None."""
        ...


class PictureBook(Protocol):
    """What is known of pictures. Every method may raise StoreUnavailable."""

    def keep(self, task: Task, pictures: Sequence[Picture]) -> bool:
        """Write them down and end the task, unless that was done before; False if the text was erased."""
        ...

    def of(self, number: str) -> Mapping[str, Sequence[Picture]]:
        """The pictures of a number's texts, by the provider's id of the text."""
        ...


@dataclass(frozen=True, slots=True)
class PictureDeps:
    """Everything that fetching needs; `album` is None where no folder is set, and then nothing is fetched."""

    tasks: Tasks
    book: PictureBook
    source: MediaSource
    album: Album | None
    clock: Clock


FETCH_FOR: Millis = 86_400_000
"""How long a picture that the provider does not hand out is asked for."""
