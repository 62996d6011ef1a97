"""Encrypts small secrets at rest with a key derived from the installation's own (AES-256-GCM, HKDF-SHA-256).

What was sealed with another SECRET_KEY, or about something else, does not open.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
"""Bytes; random for each sealing."""


class Unsealable(ValueError):
    """It was sealed with another key or about something else, or it was changed."""


class SecretSealer:
    """Implements `ports.second_factor.Sealer`."""

    def __init__(self, secret_key: str) -> None:
        derived = HKDF(SHA256(), 32, None, b"responder second factor").derive(secret_key.encode())
        self._cipher = AESGCM(derived)

    def seal(self, plain: str, about: str) -> str:
        """Encrypt, bound to what it is about."""
        nonce = token_bytes(NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), about.encode())).decode()

    def unseal(self, sealed: str, about: str) -> str:
        """Decrypt. Raises Unsealable."""
        try:
            raw = urlsafe_b64decode(sealed)
            return self._cipher.decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
        except (InvalidTag, ValueError):
            raise Unsealable("It does not open with this SECRET_KEY.") from None
