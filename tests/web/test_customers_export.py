"""The export of customers over HTTP: an admin's act, on record; a spreadsheet runs nothing of it."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from responder.domain.customers.customer import Customer
from responder.domain.customers.import_plan import What
from responder.domain.customers.import_rows import sheet
from responder.domain.records import Consent
from responder.flows.customers import export, import_export
from responder.flows.permissions import NotAllowed
from responder.wiring.product import App
from tests.people import ALICE, BOB
from tests.web.test_console import acts, app, built, flask, posts, sign_in, texts
from tests.web.test_customers import uploads_list

__all__ = ["app", "built", "flask"]

NASTY = ("=1+1", "+SUM(A1)", "-2+3", "@cmd", "'quoted", "\uff1dWIDE()", 'a "b", c; d')


@pytest.fixture
def robin(app: App, flask: Flask) -> FlaskClient:
    """An admin."""
    found = flask.test_client()
    sign_in(found, "robin")
    return found


def added(app: App, name: str, *numbers: str, **details: str) -> Customer:
    fresh = Customer(app.console.customers.new_id(), name, numbers=numbers, **details)  # type: ignore[arg-type]
    return app.console.customers.save(fresh, app.deps.clock.now())


def exported(browser: FlaskClient, **form: object) -> TestResponse:
    return posts(browser, "/customers/export", **form)


def rows(answer: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_an_admin_takes_the_list_out_and_the_audit_log_says_so(app: App, robin: FlaskClient) -> None:
    added(app, "Bob Gagnon", BOB, language="fr", notes="two\nlines")
    added(app, "Luc Gagné")
    texts(app, BOB, "STOP", "SM1")
    assert "/customers/export" in robin.get("/customers").text

    answer = exported(robin)

    assert answer.headers["Content-Disposition"].startswith('attachment; filename="customers-')
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    by_name = {row["name"]: row for row in rows(answer)}
    assert by_name["Bob Gagnon"]["opted_out"] == "yes"
    assert by_name["Bob Gagnon"]["consent"] == "OPTED_OUT"
    assert by_name["Bob Gagnon"]["notes"] == "two\nlines"
    assert by_name["Luc Gagné"]["phone"] == ""
    assert acts(app)[0] == ("Robin", "customers exported")


def test_its_columns_are_those_that_an_import_takes_and_consent_is_not_read(
    app: App, robin: FlaskClient
) -> None:
    added(app, "Bob Gagnon", BOB)
    text = exported(robin).data.decode("utf-8-sig")

    columns = sheet(io.StringIO(text), lambda zone: True).columns
    taken = {"name", "phone", "language", "postal_code", "time_zone", "notes", "opted_out"}
    assert taken | {"basis", "basis_date", "evidence", "medium", "id"} == set(columns.fields) - {""}
    assert columns.claims == ("consent", "marketing_permission")

    claimed = text.replace("UNKNOWN", "EXPRESS")
    assert claimed != text
    robins_page = robin.get(uploads_list(robin, claimed).location).text
    assert "consent, marketing_permission." in robins_page
    assert app.store.load(BOB).consent is Consent.UNKNOWN


@pytest.mark.parametrize("cell", NASTY)
def test_no_cell_is_run_by_a_spreadsheet_and_an_import_reads_it_back(
    app: App, robin: FlaskClient, cell: str
) -> None:
    added(app, cell, ALICE, notes=cell)
    answer = exported(robin)

    (row,) = rows(answer)
    assert row["name"] == row["notes"] and row["name"].lstrip("'") == cell.lstrip("'")
    assert all(not value.startswith(("=", "+", "-", "@", "\uff1d")) for value in row.values())
    found = sheet(io.StringIO(answer.data.decode("utf-8-sig")), lambda zone: True)
    (plan,) = import_export.look_at(app.deps, app.console.many, found.rows, "Robin")
    assert plan.what is What.SAME


@pytest.mark.parametrize("login", ["dana", "sam"])
def test_nobody_but_an_admin_takes_it_and_who_tried_is_on_record(app: App, flask: Flask, login: str) -> None:
    browser = flask.test_client()
    sign_in(browser, login)
    assert "/customers/export" not in browser.get("/customers").text
    assert browser.get("/customers/export").status_code == 403
    assert exported(browser).status_code == 403
    assert acts(app)[0][1] == "refused"


def test_the_story_itself_asks_who_it_is_before_its_first_line(app: App) -> None:
    dana = app.console.accounts.get("id-dana")
    assert dana
    with pytest.raises(NotAllowed):
        export.lines(app.console.desk, app.console.many, dana, export.Part())
    assert acts(app)[0] == ("Dana", "refused")


def test_a_link_from_elsewhere_takes_nothing(app: App, robin: FlaskClient) -> None:
    assert "attachment" not in robin.get("/customers/export").headers.get("Content-Disposition", "")
    assert robin.post("/customers/export").status_code == 400


def test_a_long_list_goes_out_in_files_that_hold_everybody_once(
    app: App, robin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {added(app, f"Customer {place}").name for place in range(30)}
    monkeypatch.setattr(export, "PER_FILE", 10)
    assert "File 3 of 3" in robin.get("/customers/export").text

    found = [row["name"] for part in (1, 2, 3) for row in rows(exported(robin, part=part, of=3))]

    assert sorted(found) == sorted(names)
    assert exported(robin, part=4, of=3).status_code == 404
    assert exported(robin, part=1, of=1).status_code == 404  # one request would take too long
