"""The command line on a running product: what it answers, and how it refuses."""

import json
from pathlib import Path

import pytest

from tests.product.harness import OURS, Product, eventually, new_phone, run_cli, start_cli


def test_classify_answers_line_by_line_in_order(product: Product) -> None:
    lines = [{"text": "Stop."}, {"text": "hello"}, {"text": "AYUDA"}, {"text": "ARRÊT"}, {"text": "start"}]
    stdin = "\n\n".join(json.dumps(line) for line in lines).encode()
    done = run_cli("classify", "--data", str(product.data), stdin=stdin)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [set(one) for one in said] == [{"intent", "rule", "keyword", "language"}] * len(lines)
    assert [one["intent"] for one in said] == ["OPT_OUT", "NONE", "HELP", "OPT_OUT", "OPT_IN"]
    assert [one["language"] for one in said] == ["en", "", "es", "fr", "en"]


def test_a_command_that_python_starts_anew_says_the_same(product: Product) -> None:
    """All other tests fork it (`forked.py`)."""
    for arguments in (("consent", new_phone()), ("consent", "nonsense"), ("consent",), ("doctor",)):
        asked = ("--data", str(product.data), "--json", *arguments)
        started, forked = start_cli(*asked), run_cli(*asked)
        assert (started.returncode, started.stderr) == (forked.returncode, forked.stderr)
        assert bool(started.stdout) == bool(forked.stdout)


def test_classify_needs_no_product(tmp_path: Path) -> None:
    done = run_cli("--data", str(tmp_path), "classify", stdin=b'{"text": "STOP"}\n')
    assert json.loads(done.stdout)["intent"] == "OPT_OUT"


@pytest.mark.parametrize("line", [b"STOP", b"[]", b'{"body": "STOP"}', b"\xff\xfe"])
def test_classify_says_what_a_line_must_be(tmp_path: Path, line: bytes) -> None:
    done = run_cli("classify", "--data", str(tmp_path), stdin=line + b"\n")
    assert done.returncode in (1, 2) and is_one_sentence(done.stderr)


def test_a_stranger_is_unknown(product: Product, phone: str) -> None:
    code, said, _ = product.cli("consent", phone)
    wanted = {
        "number": phone,
        "state": "UNKNOWN",
        "marketing": "ok",
        "since": None,
        "source": "",
        "version": 0,
    }
    assert (code, said) == (0, wanted)


def test_a_number_may_be_written_in_any_usual_way(product: Product, phone: str) -> None:
    product.phones.text(phone, "STOP")
    local = f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}"
    for written in (phone[2:], local, phone[2:5] + "." + phone[5:8] + "." + phone[8:]):
        assert product.cli("consent", written)[1]["state"] == "OPTED_OUT"


UNSENDABLE: dict[str, tuple[tuple[str | bytes, ...], str]] = {
    "an impossible number": (("--to", "+1415555", "--body", "x"), "number"),
    "letters": (("--to", "nonsense", "--body", "x"), "number"),
    "a short code": (("--to", "24273", "--body", "x"), "number"),
    "the business itself": (("--to", OURS, "--body", "x"), "own number"),
    "an unknown class": (("--body", "x", "--class", "urgent"), "class must be"),
    "a class that is not theirs": (("--body", "x", "--class", "answer"), "class must be"),
    "an empty body": (("--body", ""), "no text"),
    "only blanks": (("--body", " \n\t "), "no text"),
    "1,601 characters": (("--body", "x" * 1601), "too long"),
    "no text in UTF-8": (("--body", b"caf\xe9"), "UTF-8"),
    "an unknown sender": (("--body", "x", "--from", "+14155550109"), "sender"),
    "an impossible sender": (("--body", "x", "--from", "+1"), "number"),
}


@pytest.mark.parametrize("name", UNSENDABLE)
def test_what_cannot_be_sent_is_refused_in_one_sentence_and_not_stored(
    product: Product, phone: str, name: str
) -> None:
    arguments, words = UNSENDABLE[name]
    to = () if "--to" in arguments else ("--to", phone)
    done = run_cli("send", "--data", str(product.data), *to, *arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    assert is_one_sentence(done.stderr) and words in done.stderr.decode()
    assert product.timeline(phone) == [] and product.timeline(OURS) == []


@pytest.mark.parametrize(
    ("message_class", "words"), [("marketing", "consent that is on record"), ("reply", "last 24 hours")]
)
def test_what_the_gate_refuses_for_good_is_an_entry_that_staff_can_read(
    product: Product, phone: str, message_class: str, words: str
) -> None:
    code, _, why = product.cli("send", "--to", phone, "--body", "Sale!", "--class", message_class)
    assert code == 1 and words in why
    (entry,) = product.cli("timeline", phone)[1]
    assert entry["kind"] == "refused" and words in entry["reason"]
    assert product.phones.creates(phone) == []


def test_a_body_comes_from_stdin_and_in_the_customers_language(product: Product, phone: str) -> None:
    product.phones.script(phone, status="undelivered")
    product.phones.text(phone, "AIDE")
    eventually(lambda: product.states(phone) == ["undelivered"])
    code, said, _ = product.cli(
        "send", "--to", phone, "--class", "reply", "--body", "-", stdin="Votre auto est prête."
    )
    assert code == 0 and "Votre auto est prête." in said["text"] and "Répondez ARRET" in said["text"]
    eventually(lambda: product.phones.heard(phone)[1:])
    assert product.phones.heard(phone)[1]["body"] == said["text"]


def test_a_language_without_templates_is_a_wrong_use(product: Product, phone: str) -> None:
    assert product.cli("send", "--to", phone, "--body", "x", "--language", "de")[0] == 2
    assert product.timeline(phone) == []


def test_unsubscribe_opts_out_once_and_names_who_and_why(product: Product, phone: str) -> None:
    for changed in (True, False):
        code, said, _ = product.cli("unsubscribe", phone, "--by", "Dana", "--reason", "by telephone")
        assert (code, said) == (0, {"number": phone, "state": "OPTED_OUT", "changed": changed})
    first = product.cli("timeline", phone)[1][0]
    assert (first["kind"], first["actor"], first["reason"]) == ("consent", "Dana", "by telephone")
    assert product.cli("unsubscribe", new_phone(), "--by", " ", "--reason", "x")[0] == 1


def test_the_timeline_tells_what_happened_oldest_first(product: Product, phone: str) -> None:
    product.phones.text(phone, "HELP")
    eventually(lambda: product.states(phone) == ["delivered"])
    product.phones.text(phone, "STOP")
    eventually(lambda: product.states(phone) == ["delivered"] * 2)
    code, said, _ = product.cli("timeline", phone)
    assert code == 0
    kinds = [(entry["kind"], entry.get("direction")) for entry in said]
    inbound, outbound = ("inbound", "in"), ("message", "out")
    assert kinds == [inbound, outbound, inbound, ("consent", None), outbound]
    assert [entry["body"] for entry in said if entry["kind"] == "inbound"] == ["HELP", "STOP"]
    assert {(entry["class"], entry["state"]) for entry in said if entry["kind"] == "message"} == {
        ("answer", "delivered")
    }
    assert [entry["at"] for entry in said] == sorted(entry["at"] for entry in said)
    assert all(entry["at"].endswith("Z") for entry in said)


def test_the_doctor_finds_a_running_product_healthy(tmp_path: Path) -> None:
    """One of its own: it finds what other tests break on purpose."""
    product = Product(tmp_path)
    try:
        product.start()
        eventually(lambda: product.cli("doctor")[0] == 0)
        checks = product.cli("doctor")[1]
        assert [check["check"] for check in checks if not check["ok"]] == []
    finally:
        product.stop()


def test_the_data_folder_is_named_before_or_after_the_command(product: Product, phone: str) -> None:
    data = ("--data", str(product.data))
    for arguments in ((*data, "consent", phone, "--json"), ("--json", "consent", phone, *data)):
        done = run_cli(*arguments)
        assert json.loads(done.stdout)["number"] == phone


@pytest.mark.parametrize("command", ["serve", "work", "relay"])
def test_a_process_without_redis_url_does_not_start(product: Product, command: str) -> None:
    done = run_cli(command, "--data", str(product.data))
    assert done.returncode == 2 and is_one_sentence(done.stderr) and b"REDIS_URL" in done.stderr


def test_a_command_without_a_running_product_says_so(tmp_path: Path, phone: str) -> None:
    done = run_cli("consent", phone, "--data", str(tmp_path))
    assert done.returncode == 2 and is_one_sentence(done.stderr)


def test_a_redis_that_does_not_answer_is_one_sentence(product: Product, phone: str) -> None:
    env = product.env | {"REDIS_URL": "redis://127.0.0.1:9/0", "QUEUE_REDIS_URL": "redis://127.0.0.1:9/1"}
    done = run_cli("consent", phone, **env)
    assert done.returncode == 2 and is_one_sentence(done.stderr) and b"Redis" in done.stderr


@pytest.mark.parametrize("command", ["subscribe", "resubscribe"])
def test_there_is_no_way_to_subscribe_anybody(product: Product, phone: str, command: str) -> None:
    assert product.cli(command, phone)[0] == 2
    assert product.timeline(phone) == []


@pytest.mark.parametrize("since", ["yesterday", "", "2026-11-22T25:00:00Z"])
def test_reconcile_says_what_a_time_must_be(product: Product, since: str) -> None:
    code, _, why = product.cli("reconcile", "--since", since)
    assert code == (1 if since else 0) and bool(why) == bool(since)


def is_one_sentence(said: bytes) -> bool:
    return len(said.splitlines()) == 1 and b"Traceback" not in said and said.rstrip().endswith((b".", b")"))
