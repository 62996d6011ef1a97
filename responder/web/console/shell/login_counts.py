"""Where tries are counted: in Redis, as Flask-Limiter does it, also when memory is full.

Otherwise nobody could sign in then, to opt a customer out or to see why texts wait.
"""

from limits.storage import RedisStorage

TAKEN = b"#!lua flags=allow-oom\n"
"""The first line of a script that runs although memory is full."""


class CountedTries(RedisStorage):
    """`limits`' own storage, with the script that counts allowed to run."""

    STORAGE_SCHEME = ["responder"]  # noqa: RUF012 - as limits declares it
    SCRIPT_INCR_EXPIRE = TAKEN + RedisStorage.SCRIPT_INCR_EXPIRE


ADDRESS = f"{CountedTries.STORAGE_SCHEME[0]}://"
"""What Flask-Limiter is given, so that it takes this storage."""
