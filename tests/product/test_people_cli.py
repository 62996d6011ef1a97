"""Customers and numbers on the command line of a running product."""

from pathlib import Path

from tests.product.harness import Product


def test_a_list_comes_in_once_and_goes_out_as_it_came(product: Product, phone: str, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    text = f'Nom;Téléphone;Désabonné\r\n"Zoé ""Z"" Roy";{phone};oui\r\nPersonne;12;\r\n'
    path.write_bytes(text.encode("cp1252"))

    code, looked, _ = product.cli("customers", "import", str(path), "--dry-run")
    assert (code, looked["new"], looked["refused"], looked["dry_run"]) == (0, 1, 1, True)
    assert product.cli("consent", phone)[1]["state"] == "UNKNOWN"

    code, done, _ = product.cli("customers", "import", str(path), "--by", "Dana")
    assert (code, done["new"], done["opted_out"]) == (0, 1, 1)
    assert done["refused_rows"][0]["line"] == 3
    assert product.cli("consent", phone)[1]["state"] == "OPTED_OUT"
    assert product.cli("customers", "import", str(path))[1]["same"] == 1

    out = tmp_path / "out.csv"
    code, told, _ = product.cli("customers", "export", str(out))
    assert code == 0 and told["customers"] >= 1
    assert f"'{phone}" in out.read_text("utf-8") and '"Zoé ""Z"" Roy"' in out.read_text("utf-8")
    again = product.cli("customers", "import", str(out))[1]
    assert (again["new"], again["changed"], again["refused"]) == (0, 0, 0)


def test_a_workbook_and_a_missing_file_are_one_sentence(product: Product, tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(b"PK\x03\x04")
    code, _, wrong = product.cli("customers", "import", str(path))
    assert code == 1 and "save it as CSV" in str(wrong)
    assert product.cli("customers", "import", str(tmp_path / "none.csv"))[0] == 2
    assert product.cli("customers", "import")[0] == 2


def test_marketing_alone_is_switched_off(product: Product, phone: str) -> None:
    told = ("--by", "Dana", "--reason", "asked", "--scope", "marketing")
    code, said, _ = product.cli("unsubscribe", phone, *told)
    assert (code, said["marketing"], said["state"], said["changed"]) == (0, "off", "UNKNOWN", True)
    assert product.cli("unsubscribe", phone, *told)[1]["changed"] is False
    assert product.cli("consent", phone)[1]["marketing"] == "off"


def test_lists_about_numbers_are_taken_over(product: Product, phone: str, tmp_path: Path) -> None:
    told = ("--kind", "express", "--date", "2026-11-01", "--by", "Dana", "--evidence", "Yes")
    product.cli("basis", phone, *told, "--medium", "web")
    path = tmp_path / "gone.csv"
    path.write_text(f"phone,listed\n{phone},no\nnone,\n")

    code, said, _ = product.cli("numbers", "deactivated", str(path))
    assert (code, said["ended"], said["not_a_number"]) == (0, 1, 1)
    assert product.cli("consent", phone)[1]["state"] == "UNKNOWN"
    assert product.cli("numbers", "checked", str(path), "--checked", "2026-11-20")[1]["recorded"] == 1
    code, _, wrong = product.cli("numbers", "checked", str(path), "--checked", "soon")
    assert code == 1 and "2026-11-22" in str(wrong)


def test_a_list_of_opt_outs_is_read_whatever_program_saved_it(
    product: Product, phone: str, tmp_path: Path
) -> None:
    path = tmp_path / "optouts.csv"
    path.write_bytes(f"phone\treason\r\n{phone}\tdéménagé\r\n".encode("utf-16"))
    assert product.cli("optouts", "import", str(path))[1]["opted_out"] == 1
    assert product.cli("timeline", phone)[1][-1]["reason"] == "déménagé"
