"""What `bin/up` puts into its data folder and gives to its processes: secrets, files, environment, the table.

Secrets are made once and kept in `<data>/secrets`; the business file is copied from `examples/garage.toml`,
once, and then belongs to the operator. Unless both `--no-simulator` and `--no-demo` are given, the only
Twilio that the product can reach is the simulator on this machine, whatever the environment says.
"""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from responder.domain.business import Business, ReplyMode, Sender
from responder.lib.validators import ConfigError
from responder.local.server_binary import find_binary
from responder.local.valkey import EmbeddedServer, free_port
from responder.settings.environment import (
    DEMO_MARK,
    PROJECT,
    SETTINGS,
    load_business,
    load_settings,
    with_files_read,
)
from responder.settings.redis import next_database

EXAMPLE = PROJECT / "examples" / "garage.toml"
WEBHOOK_OPTIONS = "#rc=3&rp=ct,rt,5xx"
"""Without it Twilio does not retry a 5xx."""

PHONES = (("+14185550112", "Bob Gagnon"), ("+15145550137", "Carol Lévesque"), ("+14165550101", "Alice Roy"))
"""The demo's customers."""

_OPT_OUT = {ReplyMode.APP: "off", ReplyMode.TWILIO_DEFAULT: "default", ReplyMode.TWILIO_ADVANCED: "advanced"}
_SECRETS: Mapping[str, Callable[[], str]] = {
    "TWILIO_ACCOUNT_SID": lambda: "AC" + secrets.token_hex(16),
    "TWILIO_AUTH_TOKEN": lambda: secrets.token_hex(16),
    "TWILIO_SHARED_KEYS": lambda: f"webhooks_sharedkey_{secrets.token_hex(16)}={secrets.token_hex(32)}",
    "SECRET_KEY": lambda: secrets.token_hex(32),
    "CHECKPOINT_KEY": lambda: secrets.token_hex(32),
}
_OURS = ("SECRET_KEY", "CHECKPOINT_KEY")
"""The secrets that are ours to invent where the real Twilio is reached."""

_KEPT_BESIDE = {
    "OPTOUT_JOURNAL": "optouts.journal",
    "CHECKPOINT_URL": "checkpoints",
    "PICTURES_FOLDER": "pictures",
}
"""What is kept in the data folder unless the operator names a better place, on another machine."""

_LIVE_NEEDS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `bin/up`. `data` is absolute."""

    port: int
    simulator_port: int
    data: Path
    simulator: bool = True
    demo: bool = True

    @property
    def live(self) -> bool:
        """Whether real Twilio may be reached."""
        return not self.simulator and not self.demo

    @property
    def web_url(self) -> str:
        """Where the web process listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def simulator_url(self) -> str:
        """Where the simulator listens."""
        return f"http://127.0.0.1:{self.simulator_port}"


def run_mark(data: Path) -> str:
    """The environment entry by which the children of a `bin/up` on this folder are known."""
    return f"RESPONDER_RUN={data}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A data folder that is ready for a start. `server` is None where REDIS_URL was given."""

    options: Options
    settings: Mapping[str, str]
    business: Business
    server: EmbeddedServer | None
    child_env: Mapping[str, str] = field(repr=False)


def prepare(options: Options, environ: Mapping[str, str]) -> Prepared:
    """Make the data folder ready for a start. Raises ConfigError (one sentence) and OSError."""
    for name in ("run", "log", "secrets"):
        (options.data / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    given = with_files_read(environ)
    server = None if "REDIS_URL" in given else _embedded(options)
    settings = _settings(options, given, server)
    load_settings(settings)
    business = load_business(Path(settings["RESPONDER_CONFIG"]))
    write_private(options.data / "run" / "simulator.toml", simulator_toml(settings, business))
    marks = {} if options.live else {DEMO_MARK: "1"}
    lines = "".join(f"{name}={value}\n" for name, value in {**settings, **marks}.items())
    write_private(environment_path(options.data), lines)
    return Prepared(options, settings, business, server, _child_environment(options, environ, settings))


def _embedded(options: Options) -> EmbeddedServer:
    port = free_port(options.data / "valkey" / "port")
    password = _kept_secret(options.data, "VALKEY_PASSWORD", lambda: secrets.token_hex(32))
    server = EmbeddedServer(find_binary(folder=options.data / "valkey"), options.data, port, password)
    if options.demo and not server.has_data:
        seed_mark(options.data).touch(mode=0o600)
    server.prepare()
    return server


def _settings(options: Options, given: Mapping[str, str], server: EmbeddedServer | None) -> dict[str, str]:
    """Every setting of the product: what the operator gave, then what this data folder keeps."""
    kept_beside = {name: str(options.data / place) for name, place in _KEPT_BESIDE.items()}
    settings = {**kept_beside, **given}
    if server:
        settings["REDIS_URL"] = server.url
    settings.setdefault("QUEUE_REDIS_URL", next_database(settings["REDIS_URL"]))
    for name in _LIVE_NEEDS if options.live else ():
        if name not in given:
            raise ConfigError(f"{name} is not set: without the simulator it must be {SETTINGS[name]}.")
    for name in _OURS if options.live else _SECRETS:
        settings.setdefault(name, _kept_secret(options.data, name, _SECRETS[name]))
    if not options.live:
        settings["TWILIO_API_URL"] = options.simulator_url
    settings.setdefault("PUBLIC_URL", options.web_url)
    if "RESPONDER_CONFIG" not in settings:  # not setdefault: it would copy the example for nothing
        settings["RESPONDER_CONFIG"] = str(_business_file(options))
    for name in {"RESPONDER_CONFIG", "OPTOUT_JOURNAL", "PICTURES_FOLDER"} & settings.keys():
        settings[name] = os.path.abspath(settings[name])
    return settings


def _business_file(options: Options) -> Path:
    path = options.data / "business.toml"
    if path.exists():
        return path
    if options.live:
        raise ConfigError(f"RESPONDER_CONFIG is not set and {path} does not exist; write one of them.")
    shutil.copyfile(EXAMPLE, path)
    return path


def _kept_secret(data: Path, name: str, make: Callable[[], str]) -> str:
    path = data / "secrets" / name.lower().replace("_", "-")
    if not path.exists():
        write_private(path, make() + "\n")
    value = path.read_text(encoding="ascii").strip()
    if not value:
        raise ConfigError(f"{path} is empty: delete it to have another one made.")
    return value


def _child_environment(
    options: Options, environ: Mapping[str, str], settings: Mapping[str, str]
) -> Mapping[str, str]:
    ours = SETTINGS.keys() | {f"{name}_FILE" for name in SETTINGS}
    mark, _, data = run_mark(options.data).partition("=")
    return {
        **{name: value for name, value in environ.items() if name not in ours},
        **settings,
        mark: data,
        "PYTHONPATH": str(PROJECT),
        "PYTHONSAFEPATH": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONTZPATH": "",  # the pinned tzdata, not the machine's older one
    }


def simulator_toml(settings: Mapping[str, str], business: Business) -> str:
    """The simulator's configuration: our account, the business's numbers, three phones."""
    key_id, _, key_secret = settings.get("TWILIO_SHARED_KEYS", "").split(",")[0].partition("=")
    top = {
        "account_sid": settings["TWILIO_ACCOUNT_SID"],
        "auth_token": settings["TWILIO_AUTH_TOKEN"].split(",")[0].strip(),
        **_api_key(settings),
        **({"shared_key_id": key_id, "shared_key_secret": key_secret} if key_secret else {}),
    }
    numbers = [_number(settings, sender, number) for sender in business.senders for number in sender.numbers]
    phones = [{"number": number, "name": name} for number, name in PHONES]
    tables = [("numbers", table) for table in numbers] + [("phones", table) for table in phones]
    return _pairs(top) + "".join(f"\n[[{name}]]\n{_pairs(table)}" for name, table in tables)


def _api_key(settings: Mapping[str, str]) -> dict[str, str]:
    key = settings.get("TWILIO_API_KEY", "")
    return {"api_key_sid": key, "api_key_secret": settings["TWILIO_API_SECRET"]} if key else {}


def _number(settings: Mapping[str, str], sender: Sender, number: str) -> dict[str, str]:
    return {
        "number": number,
        "type": sender.type.value,
        "opt_out": _OPT_OUT[sender.replies],
        "inbound_url": webhook_url(settings),
        "messaging_service": sender.messaging_service,
    }


def _pairs(table: Mapping[str, str]) -> str:
    # JSON's strings are a part of TOML's.
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())


def webhook_url(settings: Mapping[str, str]) -> str:
    """What is to be set at Twilio for every number of the business."""
    return settings["PUBLIC_URL"].rstrip("/") + "/twilio/inbound" + WEBHOOK_OPTIONS


def environment_path(data: Path) -> Path:
    """Where the command line finds the settings of the running product."""
    return data / "run" / "env"


def seed_mark(data: Path) -> Path:
    """Stands while the store that we created has not been filled."""
    return data / "run" / "seed-wanted"


def write_private(path: Path, text: str) -> None:
    """Write a file for this user only, whole or not at all. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    fresh.touch(mode=0o600)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
