"""A Merkle tree's root over leaves in their given order (RFC 6962 §2.1): pure SHA-256.

Leaves and nodes are hashed with different first bytes, so that no node can be passed off as a leaf.
"""

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"


def root(leaves: Sequence[bytes]) -> str:
    """The root as lowercase hexadecimal SHA-256; that of no leaves is the hash of nothing."""
    level = [hashlib.sha256(_LEAF + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        level = _parents(level)
    return level[0].hex()


def _parents(level: Sequence[bytes]) -> list[bytes]:
    """The level above; a last one without a partner goes up as it is, which is RFC 6962's split."""
    pairs = zip(level[::2], level[1::2], strict=False)
    parents = [hashlib.sha256(_NODE + left + right).digest() for left, right in pairs]
    return parents + list(level[-1:]) if len(level) % 2 else parents
