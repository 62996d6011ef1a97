"""The business file: what the example says, and one sentence for each way to get it wrong."""

import re
from pathlib import Path

import pytest

from responder.domain.business import ReplyMode, SenderType
from responder.settings.environment import ConfigError, load_business
from tests.ops.support import ROOT

EXAMPLE = ROOT / "examples" / "garage.toml"
SERVICE = "MG" + "0" * 32


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "business.toml"
    path.write_text(text)
    return path


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = EXAMPLE.read_text()
    assert old in text
    return write(tmp_path, text.replace(old, new, 1))


def test_it_reads_the_example() -> None:
    business = load_business(EXAMPLE)
    assert (business.id, business.name, business.languages) == ("garage", "Garage Tremblay", ("en", "fr"))
    sender = business.senders[0]
    assert (sender.id, sender.type, sender.replies) == ("+14155550199", SenderType.LONG_CODE, ReplyMode.APP)
    assert sender.rate == 1.0
    assert (business.marketing_hours, business.service_hours) == ("default", "off")


@pytest.mark.parametrize(
    ("sender", "rate", "replies"),
    [
        ('number = "+18445550100"\ntype = "toll_free"\nreplies = "twilio_default"', 3.0, "twilio_default"),
        ('number = "24273"\ntype = "short_code"', 100.0, "app"),
        ('number = "24273"\ntype = "short_code"\nrate = 30', 30.0, "app"),
        ('number = "+14155550199"\ntype = "long_code"\nreplies = "app"\nrate = 0.5', 0.5, "app"),
    ],
)
def test_rate_and_replies_follow_the_type(tmp_path: Path, sender: str, rate: float, replies: str) -> None:
    found = load_business(with_senders(tmp_path, f"[[senders]]\n{sender}\n")).senders[0]
    assert (found.rate, found.replies) == (rate, replies)


def test_a_messaging_service_owns_its_numbers(tmp_path: Path) -> None:
    table = f'[[senders]]\nmessaging_service = "{SERVICE}"\nnumbers = ["+14155550150", "+14155550151"]\n'
    path = with_senders(tmp_path, table + 'type = "long_code"\nreplies = "twilio_advanced"\n')
    business = load_business(path)
    assert business.sender("+14155550151") is business.sender(SERVICE)
    assert business.senders[0].messaging_service == SERVICE


def with_senders(tmp_path: Path, tables: str) -> Path:
    head, _, rest = EXAMPLE.read_text().partition("[[senders]]")
    return write(tmp_path, head + tables + "\n[policy]" + rest.partition("[policy]")[2])


def test_keywords_of_its_own_are_kept_by_intent(tmp_path: Path) -> None:
    words = '\n[keywords]\nopt_out = ["desabonner"]\nhelp = ["garage"]\n'
    path = write(tmp_path, EXAMPLE.read_text() + words)
    assert load_business(path).extra_keywords == {"OPT_OUT": ("desabonner",), "HELP": ("garage",)}


WRONG_EDITS = [
    ('id = "garage"', 'id = "Garage Tremblay"', "[business] id"),
    ('id = "garage"', "id = 5", "[business] id"),
    ('name = "Garage Tremblay"', 'name = "Garage\\nTremblay"', "[business] name"),
    ('name = "Garage Tremblay"', 'name = " "', "[business] name"),
    ('legal_name = "Garage Tremblay inc."', "", "[business] legal_name"),
    ("+18005550123", "1-800-555-0123", "[business] phone"),
    ("aide@garage.example", "aide", "[business] email"),
    ("https://garage.example", "garage.example", "[business] website"),
    ('["en", "fr"]', "[]", "[business] languages"),
    ('["en", "fr"]', '["en", "de"]', "[business] languages"),
    ('["en", "fr"]', '["en", "en"]', "[business] languages"),
    ('["en", "fr"]', '"en"', "[business] languages"),
    ('["en", "fr"]', "[1]", "[business] languages"),
    ("max_messages_a_month = 4", "max_messages_a_month = 0", "[business] max_messages_a_month"),
    ("max_messages_a_month = 4", "max_messages_a_month = true", "[business] max_messages_a_month"),
    ("max_messages_a_month = 4", "max_mesages = 4", "'max_mesages'"),
    ('"+14155550199"', '"4155550199"', "[[senders]] number"),
    ('"+14155550199"', '"GARAGE"', "[[senders]] number"),
    ('"long_code"', '"longcode"', "[[senders]] type"),
    ('type = "long_code"', "", "[[senders]] type"),
    ('replies = "app"', 'replies = "twilio"', "[[senders]] replies"),
    ('replies = "app"', "", "[[senders]] replies"),
    ('replies = "app"', 'replies = "app"\nrate = 0', "[[senders]] rate"),
    ('replies = "app"', 'replies = "app"\nrate = "fast"', "[[senders]] rate"),
    ('replies = "app"', 'replies = "app"\ncolour = "red"', "'colour'"),
    ('number = "+14155550199"', 'number = "+14155550199"\nnumbers = ["+14155550198"]', "[[senders]] numbers"),
    ('number = "+14155550199"', "", "[[senders]]"),
    ('number = "+14155550199"', f'messaging_service = "{SERVICE}"', "[[senders]] numbers"),
    ('number = "+14155550199"', 'messaging_service = "MG1"\nnumbers = ["+14155550199"]', "messaging_service"),
    ('"+14155550199"', '"24273"\ntype = "short_code"', "TOML"),
    ('marketing_hours = "default"', 'marketing_hours = "always"', "[policy] marketing_hours"),
    ('service_hours = "off"', "service_hours = 9", "[policy] service_hours"),
    ('"first+5th+30d"', '"sometimes"', "[policy] service_notice"),
    ('"first+5th+30d"', '"first+0th+30d"', "[policy] service_notice"),
    ('"first+5th+30d"', "5", "[policy] service_notice"),
    ("[policy]", "[polcy]", "'polcy'"),
    ("[business]", "[busines", "TOML"),
]


@pytest.mark.parametrize(("old", "new", "named"), WRONG_EDITS)
def test_it_refuses_a_wrong_key_or_value(tmp_path: Path, old: str, new: str, named: str) -> None:
    """IN-06: a name as a sender, to which nobody could text STOP, is one of them."""
    path = changed(tmp_path, old, new)
    with pytest.raises(ConfigError) as caught:
        load_business(path)
    sentence = str(caught.value)
    assert str(path) in sentence and named in sentence and sentence.endswith(".") and "\n" not in sentence


ADDRESS = 'address = "120 rue Principale, Québec QC G1R 1A1, Canada"'
BY_RULE = [
    (f"{ADDRESS}\n", "", "[business] address is missing (CA-06)."),
    (ADDRESS, 'address = " "', "[business] address must be text of 1 to 200 characters on one line (CA-06)."),
    ('name = "Garage Tremblay"\n', "", "[business] name is missing (CA-06)."),
    ('"+14155550199"', '"+18885550163"', "its type must be toll_free (CH-22)."),
    ('type = "long_code"', 'type = "toll_free"', "its type must be long_code (CH-22)."),
    ('type = "long_code"', "", "[[senders]] type is missing (CH-25)."),
    ('replies = "app"', "", "[[senders]] replies is missing (PR-03)."),
    ('replies = "app"', 'replies = "twilio_advanced"', "for a messaging_service only"),
    ("[policy]", '[keywords]\nhelp = ["STOP"]\n\n[policy]', "[keywords]: The keyword 'stop' would mean"),
    ("[policy]", '[keywords]\nopt_in = ["YES"]\n\n[policy]', "only START and UNSTOP do (KW-08)."),
    ("[policy]", '[keywords]\nopt_out = ["!"]\n\n[policy]', "has no letter or digit (KW-05)."),
    ("[policy]", '[hours]\nzone = "Mars/Olympus"\n\n[policy]', "[hours] zone: the tzdata package"),
]


@pytest.mark.parametrize(("old", "new", "said"), BY_RULE, ids=[row[2] for row in BY_RULE])
def test_a_start_is_refused_with_the_field_and_the_rule_that_asks_for_it(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(ConfigError) as refused:
        load_business(path)
    assert said in str(refused.value)
    assert re.search(r"\([A-Z]{2}-\d\d\)\.$", str(refused.value))


def test_a_toll_free_number_in_a_services_pool_of_long_codes_stops_the_start(tmp_path: Path) -> None:
    """CH-22: the network answers STOP to that one alone, and we would answer it too."""
    table = f'[[senders]]\nmessaging_service = "{SERVICE}"\nnumbers = ["+14155550150", "+18885550163"]\n'
    with pytest.raises(ConfigError, match=r"\[\[senders\]\] numbers \+18885550163 is toll-free.*CH-22"):
        load_business(with_senders(tmp_path, table + 'type = "long_code"\nreplies = "app"\n'))


WRONG_SENDERS = [
    ("", "senders is missing"),
    ('[[senders]]\nnumber = "24273"\ntype = "short_code"\nreplies = "twilio_default"\n', "CH-25"),
    ('[[senders]]\nnumber = "242"\ntype = "short_code"\n', "5 or 6 digits"),
    ('[[senders]]\nnumber = "24273"\ntype = "short_code"\n' * 2, "24273 twice"),
]


@pytest.mark.parametrize(("tables", "said"), WRONG_SENDERS)
def test_it_refuses_wrong_senders(tmp_path: Path, tables: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load_business(with_senders(tmp_path, tables))


def test_it_says_that_the_file_is_missing_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^RESPONDER_CONFIG: .+ cannot be read"):
        load_business(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes("name = 'Québec'".encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load_business(tmp_path / "latin.toml")


def marketing_off(tmp_path: Path, *words: str, more: str = "") -> Path:
    listed = ", ".join(f'"{word}"' for word in words)
    return write(tmp_path, EXAMPLE.read_text() + f"\n[keywords]\nmarketing_off = [{listed}]\n{more}")


@pytest.mark.parametrize("word", ["STOP MARKETING", "no more promos", "FIN PUB", "STOP ADS", "alto ofertas"])
def test_a_word_that_names_marketing_may_end_it_alone(tmp_path: Path, word: str) -> None:
    assert load_business(marketing_off(tmp_path, word)).extra_keywords == {"MARKETING_OFF": (word,)}


TAKEN = [
    ("STOP", "KW-07"),
    ("opt-out", "KW-07"),
    ("stop please", "KW-07"),
    ("STOPP", "KW-07"),
    ("START", "KW-07"),
    ("AIDE", "KW-07"),
    ("STOP TEXTS", "US-03"),
    ("QUIET", "US-03"),
]


@pytest.mark.parametrize(("word", "rule"), TAKEN)
def test_a_word_that_may_mean_all_or_has_a_meaning_stops_the_start(
    tmp_path: Path, word: str, rule: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load_business(marketing_off(tmp_path, word))
    assert "[keywords] marketing_off" in str(refused.value) and rule in str(refused.value)


def test_a_word_of_two_sets_of_the_file_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[keywords\] marketing_off.*KW-07"):
        load_business(marketing_off(tmp_path, "END PROMOS", more='opt_out = ["end promos"]\n'))
