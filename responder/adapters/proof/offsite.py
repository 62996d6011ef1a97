"""Where checkpoints go: a folder (better elsewhere), one `.json` file, or an http(s) address (POST)."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from responder.lib.private_files import replaced
from responder.ports.proof import NotDelivered

ANSWER_WITHIN = 30.0
"""Seconds; a checkpoint of 100,000 chains has 15 MB."""


class Folder:
    """Each checkpoint is a file of its own in a folder; a path that ends in .json holds the newest only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def deliver(self, name: str, text: str) -> None:
        """Whole and on disk, or NotDelivered."""
        path = self._path if self._path.suffix == ".json" else self._path / name
        try:
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with replaced(path) as file:
                file.write(text.encode())
        except OSError as error:
            raise NotDelivered(f"{path.parent}: {error.strerror}") from None


class Address:
    """Each checkpoint is a POST of JSON that must be answered with 2xx; redirects are not followed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = urllib3.PoolManager(timeout=ANSWER_WITHIN, retries=False)

    def deliver(self, name: str, text: str) -> None:
        """Taken by the other side, or NotDelivered; the address is not repeated, it may hold a secret."""
        headers = {"Content-Type": "application/json", "X-Checkpoint": name}
        try:
            answer = self._http.request("POST", self._url, body=text.encode(), headers=headers)
        except HTTPError as error:
            raise NotDelivered(f"the address does not answer ({type(error).__name__})") from None
        if not 200 <= answer.status < 300:
            raise NotDelivered(f"the address answered {answer.status}")


def offsite(url: str) -> Folder | Address:
    """The place that `CHECKPOINT_URL` names."""
    if url.startswith(("http://", "https://")):
        return Address(url)
    return Folder(Path(unquote(urlsplit(url).path)) if url.startswith("file://") else Path(url))
