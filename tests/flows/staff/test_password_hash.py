"""The tests hash passwords weakly, to be quick; the product does not."""

from argon2 import Type

from tests.conftest import SHIPPED_HASHER


def test_passwords_are_hashed_as_owasp_asks() -> None:
    """Argon2id with at least 19 MiB and two passes."""
    assert SHIPPED_HASHER.type is Type.ID
    assert SHIPPED_HASHER.memory_cost >= 19 * 1024
    assert SHIPPED_HASHER.time_cost >= 2
