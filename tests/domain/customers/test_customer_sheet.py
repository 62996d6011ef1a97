"""Lists of customers as people's spreadsheets hold them: what is read, refused, and never opts in."""

from dataclasses import replace

import pytest

from responder.domain.customers import export_rows
from responder.domain.customers.csv_text import BadSheet
from responder.domain.customers.customer import Customer
from responder.domain.customers.import_plan import Known, What, plan
from responder.domain.customers.import_rows import Row, as_written, neutral, sheet
from responder.domain.records import Consent, Number
from tests.people import ALICE, BOB, CAROL


def knows(zone):
    return zone in ("America/Toronto", "America/Vancouver")


def rows(text):
    found = sheet(text.splitlines(keepends=True), knows)
    return list(found.rows)


def one(text):
    (found,) = rows(text)
    return found


HEADERS = [
    "name,phone\nAlice Roy,416-555-0101\n",
    "Nom;Téléphone\nAlice Roy;(416) 555-0101\n",
    "\ufeffFull Name\tMobile\nAlice Roy\t+1 416 555 0101\n",
    'sep=;\n"NAME";"Cell phone"\n"Alice Roy";4165550101\n',
    "\n\nprénom,nom de famille,cellulaire\nAlice,Roy,1-416-555-0101\n",
    "name,phone\r\n Alice   Roy ,'+14165550101\r\n",
    "name,phone\nAlice Roy,14165550101.0\n",
]


@pytest.mark.parametrize("text", HEADERS)
def test_whatever_the_columns_are_called_and_whatever_separates_them(text):
    found = one(text)
    assert (found.name, found.numbers, found.wrong) == ("Alice Roy", (ALICE,), "")


def test_several_numbers_stand_in_one_cell_or_in_several_columns():
    text = 'name,phone,mobile\nAlice Roy,"416-555-0101; 418 555 0112",514-555-0137\n'
    assert one(text).numbers == (ALICE, BOB, CAROL)


def test_quoted_line_ends_and_separators_belong_to_a_cell():
    text = 'name,notes,phone\n"Roy, Alice","Line one\r\nline ""two""",416-555-0101\nBob,,418-555-0112\n'
    first, second = rows(text)
    assert (first.line, first.name, first.notes) == (2, "Roy, Alice", 'Line one\nline "two"')
    assert (second.line, second.name) == (4, "Bob")


WRONG = [
    ("name,phone\nAlice,555-0101\n", "needs 10 digits"),
    ("name,phone\nAlice,1.4165E+10\n", "not a phone number"),
    ("name,phone,language\nAlice,4165550101,Klingon\n", "language must be"),
    ("name,phone,postal code\nAlice,4165550101,SW1A 1AA\n", "not a postal code"),
    ("name,phone,time zone\nAlice,4165550101,Mars/Olympus\n", "not a time zone"),
    ("name,phone\nRoy, Alice,4165550101\n", "more cells than"),
    ('name,phone\nAl"ice,4165550101\nBob "B" Roy,1\n', ""),
    ('name,phone\n"Alice" Roy,4165550101\n', "quotation mark"),
    ("name,phone,basis\nAlice,4165550101,purchase\n", "needs its date"),
    ("name,phone,basis,basis date\nAlice,4165550101,purchase,2026-11-01\n", "needs its evidence"),
    ("name,phone,basis,basis date,evidence\nAlice,4165550101,purchase,01/11/2026,x\n", "needs its date"),
    ("name,phone,basis,basis date,evidence\nAlice,4165550101,purchase,2026-02-30,x\n", "needs its date"),
    ("name,phone,basis,basis date,evidence\nAlice,4165550101,prechecked,2026-02-03,x\n", "must be one of"),
    (f"name,phone\n{'x' * 301},4165550101\n", "too long"),
]


@pytest.mark.parametrize(("text", "why"), WRONG)
def test_a_cell_that_cannot_be_kept_refuses_its_row_with_a_sentence(text, why):
    assert why in rows(text)[0].wrong


def test_a_bad_row_takes_no_other_with_it():
    text = 'name,phone\n"Alice" Roy,4165550101\nBob,418-555-0112\n'
    bad, good = rows(text)
    assert (bad.line, good.line, good.numbers) == (2, 3, (BOB,))


def test_a_quotation_mark_that_is_never_closed_says_how_far_it_reaches():
    text = 'name,phone\nAlice,4165550101\n"Bob,418-555-0112\nCarol,514-555-0137\n'
    alice, rest = rows(text)
    assert alice.wrong == ""
    assert "lines 3 to 4 were not read" in rest.wrong


@pytest.mark.parametrize("text", ["", "\n\n", "colour,size\nred,5\n", "name,nom\nAlice,Alice\n"])
def test_a_list_without_a_useful_first_line_is_refused_whole(text):
    with pytest.raises(BadSheet):
        sheet(text.splitlines(keepends=True), knows)


def test_what_claims_consent_is_not_read_and_said():
    found = sheet(["name,phone,Opt-in,SMS consent,colour\n"], knows).columns
    assert (found.claims, found.unread) == (("Opt-in", "SMS consent"), ("colour",))


OUT = [
    ("yes", (ALICE, BOB)),
    ("TRUE", (ALICE, BOB)),
    ("oui", (ALICE, BOB)),
    ("2024-05-01", (ALICE, BOB)),
    ("asked in the shop", (ALICE, BOB)),
    ("'+14185550112", (BOB,)),
    ("no", ()),
    ("Non", ()),
    ("0", ()),
    ("", ()),
]


@pytest.mark.parametrize(("cell", "out"), OUT)
def test_anything_but_a_no_in_that_column_is_an_opt_out(cell, out):
    text = f"name,phone,opted out\nAlice,4165550101|4185550112,{cell}\n"
    assert one(text).opts_out == out


def test_an_opt_out_stands_whatever_else_is_wrong_with_the_row():
    found = one("name,phone,opted out,postal code\n,4165550101,yes,nowhere\n")
    assert found.wrong and found.opts_out == (ALICE,)
    done = plan(found, Known(numbers={ALICE: Number(ALICE)}), "Dana")
    assert (done.what, done.opts_out) == (What.REFUSED, (ALICE,))


CELLS = ["=1+1", "+1", "-1", "@SUM(A1)", "'t Hooft", "''x", "'=x", "plain", "", "\tx", "a=b", "'"]


@pytest.mark.parametrize("cell", CELLS)
def test_no_spreadsheet_runs_a_cell_and_it_comes_back_as_it_was(cell):
    shown = neutral(cell)
    assert not shown.startswith(("=", "+", "-", "@", "\t"))
    assert as_written(shown) == cell.strip()


def test_what_people_write_themselves_keeps_its_apostrophe():
    assert as_written("'t Hooft") == "'t Hooft"


HOSTILE = ["=HYPERLINK()", "'t Hooft", 'Zoé "Z" Roy, inc.', "שלום 🚗", "-5", "A;B"]


@pytest.mark.parametrize("name", HOSTILE)
def test_an_exported_customer_comes_back_unchanged(name):
    notes = "=1+1\n\n- first\n- second; third"
    kept = Customer("07ab", name, "fr", notes, (ALICE, BOB), time_zone="America/Vancouver", zone_stated=True)
    numbers = [Number(ALICE, consent=Consent.OPTED_OUT), Number(BOB)]
    text = f"{export_rows.header()}\n{export_rows.line(export_rows.cells(kept, numbers))}\n"
    row = one(text)
    known = Known({"07ab": kept}, numbers={each.number: each for each in numbers})
    assert (row.wrong, row.opts_out) == ("", (ALICE,))
    assert plan(row, known, "Dana").what is What.SAME


# -- who a row is


BOBS = Customer("01a", "Bob Gagnon", numbers=(BOB,))
LUC = Customer("02b", "Luc Gagné")
THERE = Known(
    {"01a": BOBS, "02b": LUC},
    {BOB: [BOBS]},
    {"luc gagne": LUC},
    {BOB: Number(BOB), CAROL: Number(CAROL)},
    {BOB: 20_000, CAROL: 20_000},
)
MATCHES = [
    ("by number and name", Row(2, name="bob  GAGNON", numbers=(BOB,), language="fr"), What.CHANGED, "01a"),
    ("by number alone", Row(2, numbers=(BOB,), notes="x"), What.CHANGED, "01a"),
    ("another who shares it", Row(2, name="Ann Gagnon", numbers=(BOB,)), What.NEW, ""),
    ("by id with a new name", Row(2, id="01a", name="Robert Gagnon", numbers=(BOB,)), What.CHANGED, "01a"),
    ("an id from elsewhere", Row(2, "99", "Bob Gagnon", (BOB,), notes="x"), What.CHANGED, "01a"),
    ("without a number", Row(2, name="Luc Gagne", notes="x"), What.CHANGED, "02b"),
    ("nobody knows them", Row(2, name="Carol", numbers=(CAROL,)), What.NEW, ""),
    ("empty cells say nothing", Row(2, id="01a"), What.SAME, "01a"),
    ("nothing to call them", Row(2, numbers=(CAROL,)), What.REFUSED, None),
]


@pytest.mark.parametrize("case", MATCHES, ids=[case[0] for case in MATCHES])
def test_who_a_row_is(case):
    _, row, what, found = case
    done = plan(row, THERE, "Dana")
    assert (done.what, done.customer.id if done.customer else None) == (what, found)


def test_a_number_that_left_the_list_stays_linked_and_copies_nothing():
    done = plan(Row(2, id="01a", name="Bob Gagnon", numbers=(CAROL,)), THERE, "Dana")
    assert (done.customer.numbers, done.customer.former_numbers) == ((CAROL,), (BOB,))


def test_a_list_without_ids_adds_a_number_and_takes_none():
    done = plan(Row(2, name="Bob Gagnon", numbers=(BOB, CAROL)), THERE, "Dana")
    assert (done.customer.numbers, done.customer.former_numbers) == ((BOB, CAROL), ())


def test_an_express_basis_needs_its_medium_and_a_box_ticked_beforehand_is_none():
    """US-17."""
    row = Row(2, "", "Bob Gagnon", (BOB,), basis="express", basis_day=19_990, evidence="Yes, text me.")
    assert "medium" in plan(row, THERE, "Dana").why
    (fact,) = plan(replace(row, medium="paper"), THERE, "Dana").facts
    assert fact[0] == BOB and fact[1].actor == "Dana"
