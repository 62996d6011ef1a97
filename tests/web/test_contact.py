"""The contact page that marketing links to: public, complete, in the business's languages (CA-06, CA-08)."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from flask import Flask

from responder.web.contact import contact_routes
from tests.people import GARAGE


def page(**details):
    """What anybody gets who follows the link; there is no Redis behind it."""
    flask = Flask(__name__)
    flask.register_blueprint(contact_routes(SimpleNamespace(business=replace(GARAGE, **details))))
    return flask.test_client().get("/contact")


@pytest.mark.parametrize(
    "part",
    [
        "Garage Tremblay inc.",
        "120 rue Principale, Québec QC G1R 1A1, Canada",
        "1-800-555-0123",
        "aide@garage.example",
        "https://garage.example",
        "Up to 4 messages a month",
        "Reply STOP",
        "Au plus 4 messages par mois",
        "Répondez ARRET",
        '<html lang="en">',
        '<section lang="fr">',
        'name="viewport"',
    ],
)
def test_the_page_says_who_where_how_often_and_how_to_stop(part):
    answer = page()

    assert answer.status_code == 200
    assert part in answer.text


def test_the_page_speaks_the_languages_of_the_business_only():
    text = page(languages=("es",)).text

    assert "Responda ALTO" in text and "Reply STOP" not in text


def test_the_values_of_the_business_cannot_become_markup():
    text = page(name="<script>alert(1)</script>").text

    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_the_page_runs_no_script_and_may_be_kept_for_minutes():
    headers = page().headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "public, max-age=300"
