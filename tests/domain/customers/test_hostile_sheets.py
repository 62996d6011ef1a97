"""Lists that no spreadsheet program writes: each is one sentence."""

import pytest

from responder.domain.customers.csv_text import BadSheet, rows
from responder.domain.customers.import_rows import sheet

HUGE = "n" * 200_000


def test_a_first_line_of_one_endless_cell_is_refused() -> None:
    with pytest.raises(BadSheet):
        sheet([f'"{HUGE}",phone\n', "a,b\n"], lambda zone: True)


def test_a_list_of_numbers_that_begins_so_is_refused() -> None:
    with pytest.raises(BadSheet):
        list(rows([f'"{HUGE}",phone\n', "a,b\n"]))


def test_an_endless_cell_refuses_its_row_alone() -> None:
    found = list(sheet(["name,phone\n", f'"{HUGE}",1\n', "Bob,4185550112\n"], lambda zone: True).rows)
    assert [bool(row.wrong) for row in found] == [True, False]
