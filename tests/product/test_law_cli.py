"""The law on the command line of a running product: a basis is recorded, the rules are told."""

import pytest

from tests.product.harness import Product


def test_a_basis_is_recorded_and_told(product: Product, phone: str) -> None:
    told = ("--kind", "express", "--date", "2026-11-01", "--by", "Dana", "--evidence", "I agree to offers.")
    assert product.cli("basis", phone, *told)[0] == 1
    code, said, _ = product.cli("basis", phone, *told, "--medium", "paper")

    assert code == 0
    assert said == {"number": phone, "state": "EXPRESS", "basis": "express", "expires": None}
    assert product.cli("consent", phone)[1]["state"] == "EXPRESS"
    entry = product.cli("timeline", phone)[1][-1]
    assert (entry["kind"], entry["actor"], entry["body"]) == ("consent", "Dana", "I agree to offers.")


def test_a_wrong_date_is_one_sentence(product: Product, phone: str) -> None:
    code, _, wrong = product.cli(
        "basis", phone, "--kind", "purchase", "--date", "yesterday", "--by", "Dana", "--evidence", "Invoice"
    )
    assert code == 1 and "2026-11-22" in str(wrong)


def test_the_rules_for_a_number_are_told_with_what_they_would_do(product: Product, phone: str) -> None:
    code, said, _ = product.cli("rules", "--for", phone, "--at", "2026-11-18T03:00:00Z")

    assert code == 0
    assert {"US-21"} <= {row["rule"] for row in said["rules"]}
    assert said["verdicts"]["marketing"]["rule"] == "CA-01"
    assert all(row["source"] for row in said["rules"])


@pytest.mark.parametrize("year", ["2019-12-31", "1992-12-25", "2046-01-02"])
def test_where_holidays_and_clocks_are_not_known_no_verdict_is_guessed(
    product: Product, phone: str, year: str
) -> None:
    code, _, wrong = product.cli("rules", "--for", phone, "--at", f"{year}T12:00:00Z")

    assert code == 1 and "from 2020-01-01 on and before 2046-01-01" in str(wrong)
    code, said, _ = product.cli("rules", "--at", f"{year}T12:00:00Z")
    assert code == 0 and said["rules"] and not said["verdicts"]
