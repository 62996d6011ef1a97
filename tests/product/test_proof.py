"""Proof from outside: the ledger as a file, checkpoints that left, and the journal that the relay writes."""

import json
import signal
import time
from pathlib import Path

import pytest

from responder.adapters.proof.journal import read_changes
from responder.store.connection import SHARDS
from responder.store.keys import Keys
from tests.pictures import as_url, photo
from tests.product.harness import BUSINESS, Product, eventually, new_phone, next_second, run_cli

RAW = "Arrêt !! 🛑"


@pytest.fixture
def export(product: Product, phone: str, tmp_path: Path) -> Path:
    """The ledger of a product in which somebody opted out in her own words and came back."""
    product.phones.text(phone, RAW)
    next_second()
    product.phones.text(phone, "START")
    path = tmp_path / "ledger.jsonl"
    code, said, _ = product.cli("ledger", "export", str(path))
    assert code == 0 and said["entries"] == len(path.read_text().splitlines()) >= 2
    return path


def verify(path: Path, *more: str) -> tuple[int, dict[str, object], str]:
    """On a machine that has the file and nothing else."""
    done = run_cli("ledger", "verify", str(path), *more, "--json", "--data", str(path.parent))
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr.decode()


def test_an_export_holds_raw_words_and_sha_256_and_is_private(export: Path, phone: str) -> None:
    entries = [json.loads(line) for line in export.read_text("utf-8").splitlines()]
    mine = [entry for entry in entries if entry["number"] == phone]
    assert [entry["body"] for entry in mine] == [RAW, "START"]
    assert all(len(entry["link"]) == 64 and entry["link"] == entry["link"].lower() for entry in entries)
    assert RAW in export.read_text("utf-8")
    assert export.stat().st_mode & 0o077 == 0


def test_verify_needs_no_product_and_says_what_it_cannot_find(export: Path) -> None:
    code, said, _ = verify(export)
    assert code == 0 and said["ok"] and "cannot find" in str(said["cannot_find"])


def test_a_changed_word_exits_1_with_its_line(export: Path, phone: str) -> None:
    lines = export.read_text("utf-8").splitlines(keepends=True)
    (changed,) = [place for place, line in enumerate(lines) if RAW in line and phone in line]
    lines[changed] = lines[changed].replace(RAW, "Merci !! 🛑")
    export.write_text("".join(lines), "utf-8")
    code, said, why = verify(export)
    assert code == 1 and why.startswith(f"line {changed + 1}: ") and not said["ok"]


def test_a_checkpoint_of_the_relay_is_held_against_a_later_export(
    product: Product, export: Path, phone: str
) -> None:
    assert product.cli("ledger", "checkpoint")[0] == 0
    newest = sorted((product.data / "checkpoints").iterdir())[-1]
    key = product.cli("ledger", "key")[1]["public_key"]
    product.phones.text(phone, "STOP")
    product.cli("ledger", "export", str(export))
    with_checkpoint = ("--checkpoint", str(newest), "--key", key)
    assert verify(export, *with_checkpoint)[:2][1]["faults"] == []

    lines = export.read_text("utf-8").splitlines(keepends=True)
    export.write_text("".join(lines[:-2]), "utf-8")
    assert verify(export)[0] == 0
    assert verify(export, *with_checkpoint)[0] == 1
    assert "another one" in verify(export, "--checkpoint", str(newest), "--key", "ab" * 32)[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export",), "name of a file"),
        (("verify",), "name of a file"),
        (("verify", "nowhere"), "nowhere"),
        (("verify", "x", "--key", "x"), "go together"),
        (("verify", "x", "--checkpoint", "x"), "go together"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    product: Product, arguments: tuple[str, ...], words: str
) -> None:
    code, _, why = product.cli("ledger", *arguments)
    assert code == 2 and words in why and len(why.splitlines()) == 1


def journaled(product: Product) -> dict[str, str]:
    """The last word about each number."""
    return {change.number: change.what.value for change in read_changes(product.data / "optouts.journal")}


def test_an_opt_out_is_in_the_journal_within_five_seconds(product: Product, phone: str) -> None:
    eventually((product.data / "optouts.journal").exists)
    product.phones.text(phone, "STOP")
    eventually(lambda: journaled(product).get(phone) == "opted_out")
    next_second()
    product.phones.text(phone, "START")
    eventually(lambda: journaled(product).get(phone) == "opted_in")


def test_no_opt_out_is_missed_while_the_relay_is_killed_again_and_again(product: Product) -> None:
    phones = [new_phone() for _ in range(12)]
    for place, phone in enumerate(phones):
        product.phones.text(phone, "STOP")
        if place % 4 == 2:
            product.restarted("relay", product.kill("relay", signal.SIGKILL))
    eventually(lambda: all(journaled(product).get(phone) == "opted_out" for phone in phones))


def test_evidence_is_a_page_and_a_document_that_only_this_user_may_read(
    product: Product, phone: str, tmp_path: Path
) -> None:
    product.phones.text(phone, RAW)
    code, said, _ = product.cli("evidence", phone, "--out", str(tmp_path), "--language", "fr")
    assert code == 0 and said["entries"] == 1
    shown, found = Path(said["html"]), Path(said["json"])
    assert RAW in shown.read_text("utf-8") and "Preuve" in shown.read_text("utf-8")
    assert json.loads(found.read_text("utf-8"))["number"] == phone
    assert {path.stat().st_mode & 0o777 for path in (shown, found)} == {0o600}


def files_in(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".new"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_backup_goes_into_a_new_product_and_an_opt_out_after_it_is_not_lost(
    product: Product, phone: str, tmp_path: Path
) -> None:
    stays, later = phone, new_phone()
    attached = [as_url(photo()), as_url(b"BEGIN:VCARD", "text/vcard")]
    media = [{"url": url, "content_type": url[5:].partition(";")[0]} for url in attached]
    product.phones.text(stays, RAW, media=media)
    kept = eventually(lambda: len(files_in(product.data / "pictures")) == 3 and product.data / "pictures")
    file = tmp_path / "backup"
    code, wrote, _ = product.cli("backup", str(file))
    assert (code, wrote["pictures"]) == (0, 3)
    assert {each.stat().st_mode & 0o077 for each in (file, Path(wrote["pictures_file"]))} == {0}
    product.phones.text(later, "STOP")
    eventually(lambda: journaled(product).get(later) == "opted_out")

    code, _, why = product.cli("restore", str(file))
    assert code == 1 and "--replace" in why

    other = Product(tmp_path / "other", ("--no-demo",))
    other.directory.mkdir()
    try:
        other.start()
        journal = ("--journal", str(product.data / "optouts.journal"))
        code, said, why = other.cli("restore", str(file), *journal)
        assert (code, why) == (0, "") and said["opt_outs_kept"] >= 1
        assert (other.consent(stays), other.consent(later)) == ("OPTED_OUT", "OPTED_OUT")
        assert [entry["body"] for entry in other.timeline(stays) if "link" in entry] == [RAW]
        assert files_in(other.data / "pictures") == files_in(kept)
    finally:
        other.stop()


def test_a_restore_whose_pictures_are_broken_touches_nothing(
    product: Product, phone: str, tmp_path: Path
) -> None:
    product.phones.text(phone, RAW)
    file = tmp_path / "backup"
    pictures = Path(product.cli("backup", str(file))[1]["pictures_file"])
    whole = pictures.read_bytes()
    pictures.write_bytes(whole[: whole.index(b"END\0")])
    kept = files_in(product.data / "pictures")

    code, _, why = product.cli("restore", str(file), "--replace")
    assert code == 1 and "pictures" in why
    assert product.consent(phone) == "OPTED_OUT", "what was there is still there"
    assert files_in(product.data / "pictures") == kept


def test_erase_says_what_stays(product: Product, phone: str) -> None:
    product.phones.text(phone, RAW)
    eventually(lambda: product.states(phone) == ["delivered"])
    code, said, _ = product.cli("erase", phone, "--by", "Dana", "--reason", "asked by letter")
    assert code == 0 and said["still_opted_out"] and said["links_kept"] == 1
    assert product.consent(phone) == "OPTED_OUT"
    assert RAW not in json.dumps(product.cli("timeline", phone)[1], ensure_ascii=False)
    assert product.cli("erase", phone, "--by", " ", "--reason", "x")[0] == 1


def test_a_list_of_opt_outs_is_taken_over_and_claims_of_consent_are_not(
    product: Product, phone: str, tmp_path: Path
) -> None:
    known, wanted = phone, new_phone()
    product.cli("unsubscribe", known, "--by", "Dana", "--reason", "asked")
    rows = [f"({wanted[2:5]}) {wanted[5:8]}-{wanted[8:]},yes", f"{wanted},yes", f"{known},yes", "nobody,yes"]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(["phone,subscribed", *rows, ""]))
    code, said, _ = product.cli("optouts", "import", str(path), "--by", "Dana")
    counts = {name: said[name] for name in ("opted_out", "already", "repeated", "not_a_number")}
    assert code == 0 and counts == dict.fromkeys(counts, 1)
    assert said["lines_without_number"] == [5] and said["ignored_claims_of_consent"] == ["subscribed"]
    assert product.consent(wanted) == "OPTED_OUT"

    out = tmp_path / "out.csv"
    assert product.cli("optouts", "export", str(out))[0] == 0
    written = out.read_text().splitlines()
    assert written[0] == "phone,since,source"
    assert any(line.startswith(f"'{wanted},") and line.endswith(",import") for line in written)
    assert product.cli("optouts", "import", str(out))[1]["opted_out"] == 0


@pytest.mark.parametrize("content", ["", "number\n4165550101\n", 'phone\n"4165550101\n'])
def test_a_list_that_cannot_be_read_is_one_sentence(product: Product, tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content)
    code, _, why = product.cli("optouts", "import", str(path))
    assert code == 1 and len(why.splitlines()) == 1


def test_the_doctor_complains_when_no_checkpoint_leaves_any_more(product: Product) -> None:
    """Two hours ago the last one left, and the relay waits before it tries again."""
    eventually(lambda: "checkpoint" not in bad_checks(product))
    key = Keys(BUSINESS, SHARDS).proof
    hour, now = 3_600_000, time.time_ns() // 1_000_000
    with product.redis() as client:
        client.hset(key, mapping={"checkpoint_at": now - 3 * hour, "checkpoint_tried_at": now + hour})
        try:
            assert "checkpoint" in bad_checks(product)
        finally:
            client.hset(key, "checkpoint_tried_at", 0)
    eventually(lambda: "checkpoint" not in bad_checks(product))


def bad_checks(product: Product) -> list[str]:
    return [check["check"] for check in product.cli("doctor")[1] if not check["ok"]]
