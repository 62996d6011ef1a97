"""Lists from spreadsheets: formulas are harmless, numbers are never guessed."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.domain.customers.csv_text import BadSheet, as_written, columns, neutral, number_in, row, rows
from responder.domain.phone import BadNumber

FORMULAS = ["=1+1", "+14165550101", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"]
WIDE_FORMULAS = ["\uff1d1", "\uff0b1", "\uff0d1", "\uff20A"]


@pytest.mark.parametrize("cell", FORMULAS + WIDE_FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    (written,) = next(csv.reader(io.StringIO(row([cell]), newline="")))
    assert written == f"'{cell}"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_cell_is_read_as_it_was_written(cell: str) -> None:
    (written,) = csv.reader(io.StringIO(row([cell, "end"]), newline=""), strict=True)
    assert written == [neutral(cell), "end"]


def test_a_number_is_the_same_after_a_round_trip() -> None:
    lines = [row(["phone", "since"]), row(["+14165550101", ""])]
    assert [cells["phone"] for _, cells in rows(lines)] == ["+14165550101"]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20))
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    assert not neutral(cell).startswith(("=", "+", "-", "@"))


NOTATIONS = ["+14165550101", "416-555-0101", "(416) 555-0101", "1 416 555 0101", "416.555.0101"]
NOTATIONS.append("'+14165550101")


@pytest.mark.parametrize("written", NOTATIONS)
def test_any_usual_notation_is_read(written: str) -> None:
    assert number_in(as_written(written)) == "+14165550101"


NO_NUMBERS = ["", "1.41656E+10", "416-GARAGES", "416-555-O101", "bob@example.com", "24273", "n/a", "=1"]


@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_what_is_no_number_is_not_guessed(cell: str) -> None:
    with pytest.raises(BadNumber):
        number_in(cell)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_tells_the_separator_and_the_columns_whatever_their_case(delimiter: str) -> None:
    lines = [f"\ufeffName{delimiter}PHONE\n", f'"Roy, Al"{delimiter}4165550101\n', "\n"]
    assert list(rows(lines)) == [(2, {"name": "Roy, Al", "phone": "4165550101"})]


@pytest.mark.parametrize("header", ["", "number\n", "phone,phone\n", "+14165550101\n"])
def test_a_list_without_one_column_phone_is_refused(header: str) -> None:
    with pytest.raises(BadSheet, match="phone"):
        list(rows([header, "4165550101\n"]))


def test_columns_that_claim_consent_are_known() -> None:
    assert columns('phone,"Opt-in",name,Consent Date,reason\n') == (["Opt-in", "Consent Date"], ["name"])
