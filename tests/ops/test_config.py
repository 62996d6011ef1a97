"""Settings from the environment: every wrong value is one sentence that names it."""

from pathlib import Path

import pytest

from responder.provider.account import Account
from responder.settings.environment import ConfigError, Durability, environment_of, load_settings, merged
from responder.settings.redis import next_database
from responder.wiring import product

SID = "AC" + "0" * 32
TOKEN = "a-token-nobody-may-see"


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    business = tmp_path / "business.toml"
    business.write_text("")
    return {
        "REDIS_URL": "redis://127.0.0.1:6379/3",
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_URL": "https://sms.example.com/",
        "SECRET_KEY": "x" * 32,
        "RESPONDER_CONFIG": str(business),
    }


def test_it_reads_the_least_settings(good: dict[str, str]) -> None:
    settings = load_settings(good)
    assert settings.queue_redis_url.value == "redis://127.0.0.1:6379/4"
    assert settings.public_url == "https://sms.example.com"
    assert settings.twilio_api_url == "https://api.twilio.com"
    assert settings.durability is Durability.STRICT
    assert settings.optout_journal is None
    assert settings.log_level == "info"
    assert dict(settings.twilio_shared_keys) == {}


def test_it_shows_stars_for_secrets(good: dict[str, str]) -> None:
    shown = repr(load_settings(good | {"TWILIO_SHARED_KEYS": "k=hidden", "REDIS_URL": "redis://:pw99@h/0"}))
    assert TOKEN not in shown and "hidden" not in shown and "pw99" not in shown and "x" * 32 not in shown
    assert f"{load_settings(good).secret_key}" == "*****"


def test_it_reads_shared_keys_whose_secret_has_an_equals_sign(good: dict[str, str]) -> None:
    keys = load_settings(good | {"TWILIO_SHARED_KEYS": "a=b==, c=d"}).twilio_shared_keys
    assert {name: secret.value for name, secret in keys.items()} == {"a": "b==", "c": "d"}


@pytest.mark.parametrize(
    "name",
    ["REDIS_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_URL", "SECRET_KEY", "RESPONDER_CONFIG"],
)
@pytest.mark.parametrize("empty", [True, False])
def test_it_asks_for_what_is_missing(good: dict[str, str], name: str, empty: bool) -> None:
    environ = good | {name: ""} if empty else {key: value for key, value in good.items() if key != name}
    with pytest.raises(ConfigError, match=f"^{name} is not set: it must be .+\\.$"):
        load_settings(environ)


WRONG = [
    ("REDIS_URL", "localhost:6379"),
    ("REDIS_URL", "http://localhost"),
    ("REDIS_URL", "redis:///0"),
    ("REDIS_URL", "redis://host:notaport/0"),
    ("REDIS_URL", "redis://host/main"),
    ("REDIS_URL", "unix://"),
    ("REDIS_URL", "redis://[::1/0"),
    ("QUEUE_REDIS_URL", "redis://127.0.0.1/3"),
    ("QUEUE_REDIS_URL", "redis://127.0.0.1:6379?db=3"),
    ("QUEUE_REDIS_URL", "amqp://host"),
    ("TWILIO_ACCOUNT_SID", "AC123"),
    ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32),
    ("TWILIO_AUTH_TOKEN", "two words"),
    ("TWILIO_AUTH_TOKEN", "new,,old"),
    ("TWILIO_AUTH_TOKEN", "one,two,three"),
    ("TWILIO_AUTH_TOKEN", "same,same"),
    ("TWILIO_SHARED_KEYS", "id"),
    ("TWILIO_SHARED_KEYS", "id="),
    ("TWILIO_SHARED_KEYS", "a=b,a=c"),
    ("TWILIO_API_URL", "ftp://api.twilio.com"),
    ("PUBLIC_URL", "sms.example.com"),
    ("PUBLIC_URL", "https://"),
    ("PUBLIC_URL", "https://user:password@sms.example.com"),
    ("PUBLIC_URL", "https://sms.example.com/?a=b"),
    ("PUBLIC_URL", "https://sms.example.com/#rc=3"),
    ("PUBLIC_URL", "https://sms.example.com:99999"),
    ("PUBLIC_URL", "https://sms .example.com"),
    ("SECRET_KEY", "short"),
    ("DURABILITY", "maybe"),
    ("OPTOUT_JOURNAL", "/no/such/folder/journal"),
    ("RESPONDER_CONFIG", "/no/such/business.toml"),
    ("LOG_LEVEL", "loud"),
    ("SECRET_KEY", "two\nlines that are long enough"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_it_refuses_a_wrong_value_with_one_sentence(good: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(good | {name: value})
    sentence = str(caught.value)
    assert sentence.startswith(name) and sentence.endswith(".") and "\n" not in sentence


def test_it_never_quotes_a_secret_in_its_sentence(good: dict[str, str]) -> None:
    for name in ("REDIS_URL", "QUEUE_REDIS_URL", "TWILIO_AUTH_TOKEN", "SECRET_KEY", "TWILIO_SHARED_KEYS"):
        with pytest.raises(ConfigError) as caught:
            load_settings(good | {name: "pss wrd"})
        assert "pss wrd" not in str(caught.value)


def test_it_reads_a_secret_from_its_file(good: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-the-file\n")
    del good["TWILIO_AUTH_TOKEN"]
    settings = load_settings(good | {"TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.twilio_auth_token.value == "from-the-file"


def test_while_the_token_is_changed_there_are_two(good: dict[str, str]) -> None:
    settings = load_settings(good | {"TWILIO_AUTH_TOKEN": "new, old"})
    assert settings.twilio_auth_token.value == "new"
    assert [each.value for each in settings.twilio_older_tokens] == ["old"]


KEY = {"TWILIO_API_KEY": "SK" + "0" * 32, "TWILIO_API_SECRET": "s3cret"}


def test_a_key_sends_in_the_tokens_place(good: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s3cret\n")
    of_file = {"TWILIO_API_KEY": KEY["TWILIO_API_KEY"], "TWILIO_API_SECRET_FILE": str(tmp_path / "secret")}
    for given in (KEY, of_file):
        settings = load_settings(good | given)
        assert product._account(settings) == Account(good["TWILIO_ACCOUNT_SID"], *KEY.values())
        assert "s3cret" not in repr(settings) + repr(product._account(settings))
    assert product._account(load_settings(good)).user == good["TWILIO_ACCOUNT_SID"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"TWILIO_API_SECRET": ""}, "TWILIO_API_SECRET is not set"),
        ({"TWILIO_API_KEY": ""}, "TWILIO_API_KEY is not set"),
        ({"TWILIO_API_KEY": "AC" + "0" * 32}, "TWILIO_API_KEY must be SK"),
        ({"TWILIO_API_SECRET": "pss wrd"}, "TWILIO_API_SECRET must be plain"),
    ],
)
def test_a_key_that_cannot_be_is_refused(good: dict[str, str], given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match=f"^{sentence}.+\\.$") as caught:
        load_settings(good | KEY | given)
    assert "pss wrd" not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_it_fails_loudly_on_a_secret_file_that_is_missing_or_empty(
    good: dict[str, str], tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    del good["TWILIO_AUTH_TOKEN"]
    with pytest.raises(ConfigError, match="^TWILIO_AUTH_TOKEN_FILE names .+\\.$"):
        load_settings(good | {"TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "token")})


def test_it_refuses_a_value_and_its_file_together(good: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY and SECRET_KEY_FILE are both set"):
        load_settings(good | {"SECRET_KEY_FILE": "/anything"})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://h", "redis://h/1"),
        ("redis://h:1/", "redis://h:1/1"),
        ("rediss://u:p%40w@h:1/7", "rediss://u:p%40w@h:1/8"),
        ("rediss://h:1/0?ssl_ca_certs=/etc/ca.pem", "rediss://h:1/1?ssl_ca_certs=/etc/ca.pem"),
        ("redis://h/3?db=5", "redis://h/3?db=6"),
        ("unix:///run/a%20b.sock?db=0&password=x", "unix:///run/a%20b.sock?db=1&password=x"),
        ("unix:///run/v.sock", "unix:///run/v.sock?db=1"),
    ],
)
def test_the_queue_gets_the_next_database(url: str, expected: str) -> None:
    assert next_database(url) == expected


@pytest.mark.parametrize(
    ("given", "replicas"),
    [
        ({}, 0),
        ({"DURABILITY": "strict", "DURABILITY_REPLICAS": "2"}, 0),
        ({"DURABILITY": "replicated"}, 1),
        ({"DURABILITY": "replicated", "DURABILITY_REPLICAS": "2"}, 2),
    ],
)
def test_how_many_replicas_must_keep_up(good: dict[str, str], given: dict[str, str], replicas: int) -> None:
    assert load_settings(good | given).durability_replicas == replicas


@pytest.mark.parametrize("count", ["0", "10", "two", "-1"])
def test_no_count_of_replicas_is_one_sentence(good: dict[str, str], count: str) -> None:
    with pytest.raises(ConfigError, match="^DURABILITY_REPLICAS must be from 1 to 9"):
        load_settings(good | {"DURABILITY": "replicated", "DURABILITY_REPLICAS": count})


def test_no_running_product_is_an_empty_environment(tmp_path: Path) -> None:
    assert environment_of(tmp_path) == {}


RUNNING = {"REDIS_URL": "redis://a/0", "TWILIO_API_URL": "http://127.0.0.1:1", "SECRET_KEY": "a=b=c"}


def test_a_command_completes_its_environment_from_the_running_product(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "env").write_text("\n".join(f"{name}={RUNNING[name]}" for name in RUNNING))
    assert environment_of(tmp_path) == RUNNING
    assert merged(RUNNING, {"LOG_LEVEL": "debug", "HOME": "/"}) == RUNNING | {"LOG_LEVEL": "debug"}


def test_a_demo_keeps_its_own_twilio_whatever_the_shell_has() -> None:
    shell = {"TWILIO_API_URL": "https://api.twilio.com"}
    assert merged(RUNNING, shell)["TWILIO_API_URL"] == "https://api.twilio.com"
    demo = RUNNING | {"RESPONDER_DEMO": "1"}
    assert merged(demo, shell)["TWILIO_API_URL"] == "http://127.0.0.1:1"


def test_another_redis_means_another_installation() -> None:
    assert merged(RUNNING, {"REDIS_URL": "redis://b/0"}) == {"REDIS_URL": "redis://b/0"}
