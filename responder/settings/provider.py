"""The settings that prove who we are to Twilio, checked: account, auth tokens, and a key of its API.

`TWILIO_AUTH_TOKEN` may be two tokens while it is changed: the new one first, which our requests use; webhooks
are taken with either. With `TWILIO_API_KEY` our requests use the key; a token is needed all the same, for
webhooks. No sentence quotes a secret.
"""

import re
from collections.abc import Mapping

from responder.lib.validators import ConfigError

MOST_TOKENS = 2


def account_sid(value: str) -> str:
    """The account's id. Raises ConfigError."""
    if not re.fullmatch(r"AC[0-9a-f]{32}", value):
        raise ConfigError("TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits, from the Twilio console.")
    return value


def auth_tokens(value: str) -> tuple[str, ...]:
    """The tokens, the one for our requests first. Raises ConfigError."""
    tokens = tuple(each.strip() for each in value.split(","))
    if not all(re.fullmatch(r"[!-~]+", token) for token in tokens):
        raise ConfigError("TWILIO_AUTH_TOKEN must be plain letters, digits and signs, without spaces.")
    if len(tokens) > MOST_TOKENS or len(set(tokens)) < len(tokens):
        raise ConfigError("TWILIO_AUTH_TOKEN must be one token, or new,old while it is changed at Twilio.")
    return tokens


def api_key(given: Mapping[str, str]) -> tuple[str, str]:
    """The key and its secret, both "" where none is set. Raises ConfigError."""
    key, secret = given.get("TWILIO_API_KEY", ""), given.get("TWILIO_API_SECRET", "")
    if bool(key) != bool(secret):
        missing = "TWILIO_API_SECRET" if key else "TWILIO_API_KEY"
        raise ConfigError(f"{missing} is not set: a key and its secret are needed together.")
    if key and not re.fullmatch(r"SK[0-9a-f]{32}", key):
        raise ConfigError("TWILIO_API_KEY must be SK and 32 hexadecimal digits, from the Twilio console.")
    if secret and not re.fullmatch(r"[!-~]+", secret):
        raise ConfigError("TWILIO_API_SECRET must be plain letters, digits and signs, without spaces.")
    return key, secret
