"""Addresses that a request names: the network address that it comes from, and the parts of a web address.

The network address is the connection's, and a proxy's word only where it is trusted.

Anybody can send X-Forwarded-For. It is read from the right, past the proxies that the operator named
(TRUSTED_PROXIES); the first other address is who they say they speak for. Nobody is let in by an address:
it only decides whose wrong guesses are counted together.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Network: TypeAlias = IPv4Network | IPv6Network

HOME = 64
"""Bits of an IPv6 address that name a subscriber: the others are theirs to choose."""


MOST_PROXIES = 20
"""Addresses of X-Forwarded-For that are read, from its end."""

NO_ADDRESS = SplitResult("", "", "", "", "")
LONGEST_FOREIGN = 1_000
"""Characters of a web address in other letters than ASCII, whose host `urlsplit` compares as Unicode does: in
quadratic time for a long run of marks."""


def address_parts(text: str) -> SplitResult:
    """The parts of a web address that somebody else wrote (a header, a field); all empty where it is none.

    `urlsplit` raises ValueError for a broken host, such as `http://[`.
    """
    if len(text) > LONGEST_FOREIGN and not text.isascii():
        return NO_ADDRESS
    try:
        return urlsplit(text)
    except ValueError:
        return NO_ADDRESS


class Addresses:
    """Reads the address of a request behind these proxies (none: the connection's own)."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = tuple(trusted)

    def of(self, environ: "WSGIEnvironment") -> str:
        """The address, or of an IPv6 one its network; "" where there is none."""
        found = str(environ.get("REMOTE_ADDR", ""))
        for said in reversed(str(environ.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", MOST_PROXIES)):
            if not self._is_trusted(found) or not _is_address(said.strip()):
                break
            found = said.strip()
        return _home_of(found)

    def _is_trusted(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in each for each in self._trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _home_of(text: str) -> str:
    if not _is_address(text):
        return text
    address = ip_address(text)
    if not isinstance(address, IPv6Address):
        return text
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address.packed, HOME), strict=False))
