"""The simulator's configuration file: one account, its senders, the demo phones.

Accepted limits: read once at start; senders can be changed at run time, the account cannot.
"""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

SENDER_TYPES = ("long_code", "toll_free", "short_code")
OPT_OUT_MODES = ("off", "default", "advanced")
METHODS = ("POST", "GET")


class ConfigError(ValueError):
    """A wrong configuration, said in one sentence."""


@dataclass(frozen=True, slots=True)
class NumberConfig:
    """One of the business's senders as configured."""

    number: str
    type: str = "long_code"
    opt_out: str = "off"
    inbound_url: str = ""
    inbound_method: str = "POST"
    fallback_url: str = ""
    messaging_service: str = ""
    rate: float = 0.0
    status_callback: str = ""
    webhook_on_number: bool = False


@dataclass(frozen=True, slots=True)
class PhoneConfig:
    """A demo phone that the handset page shows."""

    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the simulator needs to know at start."""

    account_sid: str
    auth_token: str
    numbers: tuple[NumberConfig, ...] = ()
    phones: tuple[PhoneConfig, ...] = ()
    api_key_sid: str = ""
    api_key_secret: str = ""
    shared_key_id: str = "webhooks_sharedkey_00000000000000000000000000000001"
    shared_key_secret: str = "simulator-shared-secret"


CHOICES: dict[str, tuple[str, ...]] = {
    "type": SENDER_TYPES,
    "opt_out": OPT_OUT_MODES,
    "inbound_method": METHODS,
}


def load(path: Path) -> Config:
    """The validated configuration in `path`."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"The configuration {path} cannot be read: {error.strerror}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"The configuration {path} is not TOML: {error}.") from error
    return parse(raw)


def parse(raw: dict[str, Any]) -> Config:
    """A `Config` from parsed TOML."""
    plain = {key: value for key, value in raw.items() if key not in ("numbers", "phones")}
    for required in ("account_sid", "auth_token"):
        if not plain.get(required):
            raise ConfigError(f"The configuration lacks {required}.")
    _known(Config, plain, "the configuration")
    numbers = tuple(number_config(entry) for entry in raw.get("numbers", []))
    phones = tuple(_phone(entry) for entry in raw.get("phones", []))
    return Config(**plain, numbers=numbers, phones=phones)


def number_config(entry: dict[str, Any]) -> NumberConfig:
    """One [[numbers]] table, validated."""
    _known(NumberConfig, entry, "[[numbers]]")
    if not isinstance(entry.get("number"), str) or not entry["number"]:
        raise ConfigError("A [[numbers]] entry lacks its number.")
    for key, allowed in CHOICES.items():
        if key in entry and entry[key] not in allowed:
            raise ConfigError(f"{key} must be one of {', '.join(allowed)}, not {entry[key]!r}.")
    rate = entry.get("rate", 0)
    if isinstance(rate, bool) or not isinstance(rate, int | float) or rate < 0:
        raise ConfigError(f"rate must be a number of segments a second, not {rate!r}.")
    return NumberConfig(**entry)


def _phone(entry: dict[str, Any]) -> PhoneConfig:
    _known(PhoneConfig, entry, "[[phones]]")
    if not isinstance(entry.get("number"), str):
        raise ConfigError("A [[phones]] entry lacks its number.")
    return PhoneConfig(**entry)


def _known(kind: type[Any], entry: dict[str, Any], where: str) -> None:
    unknown = set(entry) - {field.name for field in fields(kind)}
    if unknown:
        raise ConfigError(f"Unknown setting {sorted(unknown)[0]!r} in {where}.")
