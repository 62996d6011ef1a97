"""Ed25519 signatures of the installation, as hexadecimal text."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_DIGITS = 64
"""Hexadecimal digits of a private or a public key."""


class BadKey(ValueError):
    """What was given is no key; one sentence that does not repeat it."""


class Signer:
    """Signs with one private key. `public_key` is what others need to verify."""

    def __init__(self, private_key: str) -> None:
        """`private_key`: 64 hexadecimal digits. Raises BadKey."""
        self._key = Ed25519PrivateKey.from_private_bytes(_raw(private_key))
        self.public_key = self._key.public_key().public_bytes_raw().hex()

    def sign(self, said: bytes) -> str:
        """The signature of these bytes."""
        return self._key.sign(said).hex()


def is_signed(said: bytes, signature: str, public_key: str) -> bool:
    """Whether the holder of the private key signed exactly these bytes. Raises BadKey."""
    key = Ed25519PublicKey.from_public_bytes(_raw(public_key))
    try:
        key.verify(bytes.fromhex(signature), said)
    except (InvalidSignature, ValueError):
        return False
    return True


def _raw(key: str) -> bytes:
    try:
        raw = bytes.fromhex(key.strip())
    except ValueError:
        raw = b""
    if len(raw) * 2 != KEY_DIGITS:
        raise BadKey(f"A key must be {KEY_DIGITS} hexadecimal digits.")
    return raw
