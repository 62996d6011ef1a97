"""What `bin/up` prepares: settings, secrets and files, and that a demo never reaches the real Twilio."""

import stat
import tomllib
from pathlib import Path

import pytest

from responder.local.prepare import EXAMPLE, Options, prepare, seed_mark, simulator_toml
from responder.local.processes import forget, specs
from responder.settings.environment import ConfigError, environment_of, load_business, load_settings

SID = "AC" + "1" * 32
REAL = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": "real", "TWILIO_API_URL": "https://api.twilio.com"}
EXTERNAL = {"REDIS_URL": "redis://127.0.0.1:6379/0"}


def options(data: Path, simulator: bool = True, demo: bool = True) -> Options:
    return Options(port=18080, simulator_port=18090, data=data, simulator=simulator, demo=demo)


def test_it_gives_the_children_valid_settings_and_the_pinned_zones(tmp_path: Path) -> None:
    product = prepare(options(tmp_path), {"PATH": "/bin", "PYTHONTZPATH": "/usr/share/zoneinfo"})
    settings = load_settings(product.child_env)
    assert settings.twilio_api_url == "http://127.0.0.1:18090"
    assert settings.public_url == "http://127.0.0.1:18080"
    assert product.child_env["PYTHONTZPATH"] == "" and product.child_env["PATH"] == "/bin"
    assert [spec.name for spec in specs(product)] == ["valkey", "simulator", "web", "worker", "relay"]


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    first = prepare(options(tmp_path), {}).settings
    assert prepare(options(tmp_path), {}).settings == first
    files = [path for path in (tmp_path / "secrets").iterdir()] + [tmp_path / "run" / "env"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_the_command_line_finds_the_settings_until_the_end(tmp_path: Path) -> None:
    product = prepare(options(tmp_path), {})
    assert load_settings(environment_of(tmp_path)) == load_settings(product.settings)
    forget(product)
    assert environment_of(tmp_path) == {}


@pytest.mark.parametrize(("simulator", "demo"), [(True, True), (True, False), (False, True)])
def test_only_both_options_together_reach_another_twilio(tmp_path: Path, simulator: bool, demo: bool) -> None:
    product = prepare(options(tmp_path, simulator, demo), REAL)
    assert product.settings["TWILIO_API_URL"] == "http://127.0.0.1:18090"
    live = prepare(options(tmp_path, simulator=False, demo=False), REAL)
    assert live.settings["TWILIO_API_URL"] == "https://api.twilio.com"
    assert "TWILIO_SHARED_KEYS" not in live.settings


def test_without_the_simulator_real_credentials_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="^TWILIO_ACCOUNT_SID is not set: without the simulator"):
        prepare(options(tmp_path, simulator=False, demo=False), {})


def test_the_example_business_is_never_given_to_the_real_twilio(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="^RESPONDER_CONFIG is not set and .+business.toml does not exist"):
        prepare(options(tmp_path, simulator=False, demo=False), REAL)


def test_the_business_file_is_the_operators_after_the_first_start(tmp_path: Path) -> None:
    prepare(options(tmp_path), {})
    path = tmp_path / "business.toml"
    path.write_text(path.read_text().replace("Garage Tremblay", "Garage Gagnon"))
    assert prepare(options(tmp_path), {}).business.name == "Garage Gagnon"
    path.write_text(path.read_text().replace("long_code", "longcode"))
    with pytest.raises(ConfigError, match=r"\[\[senders\]\] type"):
        prepare(options(tmp_path), {})


def test_a_relative_path_is_the_callers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(EXAMPLE.read_text())
    settings = prepare(options(tmp_path / "data"), {"RESPONDER_CONFIG": "mine.toml"}).settings
    assert settings["RESPONDER_CONFIG"] == str(tmp_path / "mine.toml")


def test_no_valkey_is_started_and_nothing_seeded_where_redis_is_given(tmp_path: Path) -> None:
    product = prepare(options(tmp_path), EXTERNAL)
    assert "valkey" not in [spec.name for spec in specs(product)]
    assert product.settings["QUEUE_REDIS_URL"] == "redis://127.0.0.1:6379/1"
    assert not seed_mark(tmp_path).exists()


def test_only_a_new_store_of_ours_is_seeded(tmp_path: Path) -> None:
    prepare(options(tmp_path / "plain", demo=False), {})
    assert not seed_mark(tmp_path / "plain").exists()
    old = tmp_path / "old" / "valkey" / "appendonlydir"
    old.mkdir(parents=True)
    (old / "appendonly.aof.manifest").touch()
    prepare(options(tmp_path / "old"), {})
    assert not seed_mark(tmp_path / "old").exists()
    prepare(options(tmp_path / "new"), {})
    assert seed_mark(tmp_path / "new").exists()


def test_a_secret_in_a_file_reaches_the_children_once(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40)
    product = prepare(options(tmp_path), {"SECRET_KEY_FILE": str(tmp_path / "key")})
    assert product.child_env["SECRET_KEY"] == "k" * 40 and "SECRET_KEY_FILE" not in product.child_env


def test_the_simulator_gets_account_numbers_and_phones() -> None:
    settings = REAL | {"PUBLIC_URL": "http://127.0.0.1:1", "TWILIO_SHARED_KEYS": "key=a=b"}
    parsed = tomllib.loads(simulator_toml(settings, load_business(EXAMPLE)))
    keys = ("account_sid", "shared_key_id", "shared_key_secret")
    assert [parsed[key] for key in keys] == [SID, "key", "a=b"]
    assert parsed["numbers"] == [
        {
            "number": "+14155550199",
            "type": "long_code",
            "opt_out": "off",
            "inbound_url": "http://127.0.0.1:1/twilio/inbound#rc=3&rp=ct,rt,5xx",
            "messaging_service": "",
        }
    ]
    assert parsed["phones"][1] == {"number": "+15145550137", "name": "Carol Lévesque"}
