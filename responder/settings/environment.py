"""Settings: read once from the environment, typed, and loud about what is wrong.

Every setting has a `NAME_FILE` twin that names a file with the value. A wrong value raises `ConfigError`,
whose text is one sentence with the setting's name. Secrets are wrapped, so that no repr, log or traceback
shows them. Nothing outside this file and the supervisor looks at the environment.

The product that `bin/up` runs writes its settings to `<data>/run/env`; `current_environment` reads them back
for the command line. Limit: a misspelt name in the environment cannot be told from somebody else's.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from responder.lib.validators import (
    ConfigError,
    Network,
    existing_file,
    file_beside,
    folder_beside,
    mail_server,
    networks,
    one_of,
    shared_keys,
    web_address,
)
from responder.settings.business_file import load_business
from responder.settings.provider import account_sid, api_key, auth_tokens
from responder.settings.redis import ADDRESS, REPLICAS, queue_address, redis_address, replicas

__all__ = ["ConfigError", "Durability", "Secret", "Settings", "load_business", "load_settings"]

PROJECT = Path(__file__).resolve().parent.parent.parent
DEFAULT_DATA = PROJECT / "var"
TWILIO_API = "https://api.twilio.com"
SHORTEST_SECRET_KEY = 16

SETTINGS: Mapping[str, str] = {
    "REDIS_URL": ADDRESS,
    "QUEUE_REDIS_URL": "the address for RQ, another database than REDIS_URL",
    "TWILIO_ACCOUNT_SID": "AC and 32 hexadecimal digits, from the Twilio console",
    "TWILIO_AUTH_TOKEN": "the account's auth token, from the Twilio console; new,old while it is changed",
    "TWILIO_API_KEY": "SK and 32 hexadecimal digits: a key that sends in the token's place",
    "TWILIO_API_SECRET": "the secret of TWILIO_API_KEY",
    "TWILIO_SHARED_KEYS": "id=secret,id=secret",
    "TWILIO_API_URL": "the address of Twilio's API",
    "PUBLIC_URL": "the address at which Twilio reaches this server, such as https://sms.example.com",
    "SECRET_KEY": f"at least {SHORTEST_SECRET_KEY} characters that nobody can guess",
    "DURABILITY": "strict, replicated or accept-loss",
    "DURABILITY_REPLICAS": REPLICAS,
    "OPTOUT_JOURNAL": "a file to which opt-outs are copied",
    "CHECKPOINT_URL": "a folder on another machine, or an http(s) address, to which signed checkpoints go",
    "CHECKPOINT_KEY": "64 hexadecimal digits, the private Ed25519 key that signs checkpoints",
    "PICTURES_FOLDER": "a private folder for pictures that customers send; without it none is fetched",
    "SMTP_URL": "a mail server, such as smtps://user:password@mail.example.com or smtp://127.0.0.1:25",
    "MAIL_FROM": "the address that mail to staff comes from",
    "TRUSTED_PROXIES": "addresses of proxies whose X-Forwarded-For is believed, such as 127.0.0.1,10.0.0.0/8",
    "RESPONDER_CONFIG": "the path of the business file, such as examples/garage.toml",
    "LOG_LEVEL": "debug, info, warning or error",
}
"""Every setting and what it is, in the words of the sentence that asks for it."""

DEMO_MARK = "RESPONDER_DEMO"
"""In `<data>/run/env`: this product talks to its own simulator, so its Twilio settings stay as they are."""


class Durability(StrEnum):
    """What an answer promises: kept on disk, also on replicas, or (said on every page) perhaps lost."""

    STRICT = "strict"
    REPLICATED = "replicated"
    ACCEPT_LOSS = "accept-loss"


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that shows stars wherever it is printed; `.value` is the real one."""

    value: str

    def __repr__(self) -> str:
        return "Secret('*****')"

    def __str__(self) -> str:
        return "*****"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, valid. Addresses have no slash at the end; the Redis addresses may hold passwords."""

    redis_url: Secret
    queue_redis_url: Secret
    twilio_account_sid: str
    twilio_auth_token: Secret
    twilio_shared_keys: Mapping[str, Secret]
    twilio_api_url: str
    public_url: str
    secret_key: Secret
    durability: Durability
    optout_journal: Path | None
    business_file: Path
    log_level: str
    checkpoint_url: str = ""
    checkpoint_key: Secret | None = None
    pictures_folder: Path | None = None
    smtp_url: Secret | None = None
    mail_from: str = ""
    trusted_proxies: tuple[Network, ...] = ()
    durability_replicas: int = 0
    twilio_older_tokens: tuple[Secret, ...] = ()
    twilio_api_key: str = ""
    twilio_api_secret: Secret = Secret("")


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in this environment. Raises ConfigError, one sentence with the setting's name."""
    given = with_files_read(environ)
    redis_url = redis_address("REDIS_URL", _required(given, "REDIS_URL"))
    journal = given.get("OPTOUT_JOURNAL")
    tokens, (key, secret) = auth_tokens(_required(given, "TWILIO_AUTH_TOKEN")), api_key(given)
    return Settings(
        redis_url=Secret(redis_url),
        queue_redis_url=Secret(queue_address(given.get("QUEUE_REDIS_URL"), redis_url)),
        twilio_account_sid=account_sid(_required(given, "TWILIO_ACCOUNT_SID")),
        twilio_auth_token=Secret(tokens[0]),
        twilio_older_tokens=tuple(map(Secret, tokens[1:])),
        twilio_api_key=key,
        twilio_api_secret=Secret(secret),
        twilio_shared_keys={key: Secret(secret) for key, secret in shared_keys(given).items()},
        twilio_api_url=web_address("TWILIO_API_URL", given.get("TWILIO_API_URL", TWILIO_API)),
        public_url=web_address("PUBLIC_URL", _required(given, "PUBLIC_URL")),
        secret_key=_secret_key(_required(given, "SECRET_KEY")),
        durability=Durability(one_of("DURABILITY", given.get("DURABILITY", "strict"), list(Durability))),
        optout_journal=file_beside("OPTOUT_JOURNAL", journal) if journal else None,
        checkpoint_url=_checkpoint_url(given.get("CHECKPOINT_URL", "")),
        checkpoint_key=checkpoint_key(given),
        business_file=existing_file("RESPONDER_CONFIG", _required(given, "RESPONDER_CONFIG")),
        log_level=_log_level(given),
        pictures_folder=folder_beside("PICTURES_FOLDER", given.get("PICTURES_FOLDER", "")),
        smtp_url=Secret(given["SMTP_URL"]) if mail_server(given) else None,
        mail_from=given.get("MAIL_FROM", ""),
        durability_replicas=replicas(given),
        trusted_proxies=networks("TRUSTED_PROXIES", given.get("TRUSTED_PROXIES", "")),
    )


def with_files_read(environ: Mapping[str, str]) -> dict[str, str]:
    """The settings that are given, each `NAME_FILE` replaced by what its file holds. Raises ConfigError."""
    given = {name: environ[name] for name in SETTINGS if environ.get(name)}
    for name in SETTINGS:
        if not environ.get(f"{name}_FILE"):
            continue
        if name in given:
            raise ConfigError(f"{name} and {name}_FILE are both set; keep one of them.")
        given[name] = _file_value(f"{name}_FILE", environ[f"{name}_FILE"])
    for name, value in given.items():
        if "\n" in value or "\r" in value or "\0" in value:
            raise ConfigError(f"{name} must be a single line.")
    return given


def environment_of(data_dir: Path) -> dict[str, str]:
    """The settings of the product that runs on this data folder; empty when none does. Raises ConfigError."""
    path = data_dir / "run" / "env"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}).") from error
    return dict(line.split("=", 1) for line in lines if "=" in line)


def merged(running: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """What a command should use: its own environment over the running product's. Raises ConfigError.

    Two exceptions keep a command from reaching the wrong place: another REDIS_URL means another installation,
    so nothing is mixed; and a demo keeps its own Twilio settings, whatever credentials the shell has.
    """
    own = with_files_read(environ)
    if not running or own.get("REDIS_URL", running["REDIS_URL"]) != running["REDIS_URL"]:
        return own
    kept = running if running.get(DEMO_MARK) else {}
    return {**running, **own, **{name: kept[name] for name in kept if name.startswith("TWILIO_")}}


def current_environment(data_dir: Path | None = None) -> dict[str, str]:
    """This process's settings, completed by those of the product on `data_dir`. Raises ConfigError."""
    return merged(environment_of(data_dir) if data_dir else {}, os.environ)


def failpoint_environment() -> tuple[str, str, str]:
    """What RESPONDER_FAILPOINT asks for, the file for its hits, and that of the wrong clock.

    All are empty but in fault tests.
    """
    asked, hits = os.environ.get("RESPONDER_FAILPOINT", ""), os.environ.get("RESPONDER_FAILPOINT_LOG", "")
    return asked, hits, os.environ.get("RESPONDER_CLOCK_STEP", "")


def _required(given: Mapping[str, str], name: str) -> str:
    if name not in given:
        raise ConfigError(f"{name} is not set: it must be {SETTINGS[name]}.")
    return given[name]


def _file_value(name: str, path: str) -> str:
    try:
        value = Path(path).read_text(encoding="utf-8").strip("\r\n")
    except OSError as error:
        raise ConfigError(f"{name} names {path}, which cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name} names {path}, which is not text.") from error
    if not value:
        raise ConfigError(f"{name} names {path}, which is empty.")
    return value


def _secret_key(value: str) -> Secret:
    if len(value) < SHORTEST_SECRET_KEY:
        raise ConfigError(f"SECRET_KEY must be {SETTINGS['SECRET_KEY']}.")
    return Secret(value)


def checkpoint_key(given: Mapping[str, str]) -> Secret | None:
    """The key that signs checkpoints, or None. Raises ConfigError."""
    value = given.get("CHECKPOINT_KEY")
    if value and not re.fullmatch(r"[0-9a-fA-F]{64}", value):
        raise ConfigError(f"CHECKPOINT_KEY must be {SETTINGS['CHECKPOINT_KEY']}.")
    return Secret(value) if value else None


def _checkpoint_url(value: str) -> str:
    if value.startswith(("http://", "https://")):
        web_address("CHECKPOINT_URL", value.partition("?")[0])
        return value
    if "://" in value and not value.startswith("file:///"):
        raise ConfigError(f"CHECKPOINT_URL must be {SETTINGS['CHECKPOINT_URL']}.")
    return value


def _log_level(given: Mapping[str, str]) -> str:
    return one_of("LOG_LEVEL", given.get("LOG_LEVEL", "info").lower(), ("debug", "info", "warning", "error"))
