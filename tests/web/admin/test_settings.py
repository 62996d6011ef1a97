"""Settings over HTTP: what runs and where it stands; files and templates tried out, every mistake at once."""

import io
import re
from pathlib import Path

import pytest

from tests.web.test_console import posts, sign_in

EXAMPLE = (Path(__file__).resolve().parents[3] / "examples" / "garage.toml").read_text(encoding="utf-8")


@pytest.fixture
def robin(browser):
    sign_in(browser, "robin")
    return browser


def problems(page: str) -> list[str]:
    found = re.findall(r'class="problems">(.*?)</ul>', page, re.S)
    return (
        [re.sub(r"<[^>]+>", "", each).replace("&#39;", "'") for each in re.findall(r"<li.*?</li>", found[0])]
        if found
        else []
    )


def test_everything_is_shown_with_where_it_comes_from(app, robin):
    page = robin.get("/settings").text
    for said in ("Garage Tremblay inc.", "120 rue Principale", "+1 (415) 555-0199", "<code>app</code>"):
        assert said in page
    assert str(app.settings.business_file) in page and "restart Responder" in page


def test_the_file_that_runs_is_good_and_changes_nothing(app, robin):
    text = app.settings.business_file.read_text(encoding="utf-8")
    assert "It says what runs already." in posts(robin, "/settings/check", toml=text).text


def test_a_good_file_says_what_would_change_and_nothing_does(app, robin):
    before = app.settings.business_file.read_bytes()
    text = (
        before.decode()
        .replace('Garage Tremblay"', 'Garage Roy"')
        .replace('replies = "app"', 'replies = "twilio_default"')
    )
    page = posts(robin, "/settings/check", toml=text).text
    assert "The file is good" in page and "Garage Roy" in page and "twilio_default, 1/s" in page
    assert app.settings.business_file.read_bytes() == before
    assert "Garage Roy" not in robin.get("/settings").text


def test_every_mistake_is_told_at_once(app, robin):
    text = (
        EXAMPLE.replace('phone = "+18005550123"', 'phone = "800"')
        .replace('email = "aide@garage.example"', 'email = "nobody"')
        .replace('replies = "app"', 'replies = "all"')
        .replace('service_hours = "off"', 'service_hours = "night"')
        + '\n[colours]\nred = "1"\n'
    )
    said = problems(posts(robin, "/settings/check", toml=text).text)
    for part in ("[business] phone", "[business] email", "replies", "[policy] service_hours", "colours"):
        assert [each for each in said if part in each], (part, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[business", "This is not valid TOML"),
        ("", "business is missing."),
        (EXAMPLE.replace('id = "garage"', 'id = "another"'), "[business] id stands in every key"),
        (EXAMPLE.replace('name = "Garage Tremblay"', 'name = "Гараж"'), "which GSM-7 does not have"),
        (EXAMPLE.replace('legal_name = "Garage Tremblay inc."\n', ""), "legal_name is missing (CA-06)."),
        ("x" * 70_000, "too large"),
    ],
)
def test_a_file_that_a_start_would_refuse_is_refused_with_its_sentence(robin, text, said):
    found = problems(posts(robin, "/settings/check", toml=text).text)
    assert any(said in each for each in found), found
    assert not any("/templates/" in each for each in found)


def test_a_file_without_a_sender_that_sold_lately_is_refused_with_the_day(app, robin, client):
    """CA-08."""
    keys, today = app.store.keys, app.deps.clock.now() // 86_400_000
    gone = f"{today}:+14155550188 marketing"
    client.hset(keys.marketing_by_day(keys.shards()[0]), gone, 1)
    found = problems(posts(robin, "/settings/check", toml=EXAMPLE).text)
    assert len(found) == 1 and "+14155550188 until" in found[0] and "CA-08" in found[0]
    client.hdel(keys.marketing_by_day(keys.shards()[0]), gone)
    assert problems(posts(robin, "/settings/check", toml=EXAMPLE).text) == []


def test_a_file_may_be_uploaded_and_one_that_is_no_text_says_so(robin):
    for content, said in ((b"\xff\xfe", "must be text in UTF-8"), (EXAMPLE.encode(), "a start takes it")):
        page = posts(robin, "/settings/check", file=(io.BytesIO(content), "b.toml")).text
        assert said in page


# -- templates


def tried(robin, purpose: str, language: str, text: str) -> str:
    answer = posts(robin, f"/settings/templates/{purpose}/{language}", **{language: text})
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("&#39;", "'").split())


@pytest.mark.parametrize("purpose", ["opt_out", "opt_in", "help", "marketing_off", "notice"])
def test_what_is_installed_keeps_every_rule_in_each_language(robin, purpose):
    """CA-21: help is there in English and French at once as well."""
    page, texts = robin.get(f"/settings/templates/{purpose}").text, 4 if purpose == "help" else 3
    assert page.count("Every rule is kept.") == texts
    assert page.count("this one speaks") == texts and "GSM-7" in page and "UCS-2" not in page


@pytest.mark.parametrize(
    ("purpose", "language", "text", "said"),
    [
        (
            "opt_out",
            "fr",
            "{{ name }} : Vous êtes désabonné. {{ phone }}",
            "'ê' makes it UCS-2: 70 characters",
        ),
        ("opt_out", "en", "{{ name }}: bye.", "It does not say where people help: {{ phone }}. (§8b)"),
        (
            "opt_out",
            "en",
            "{{ name }} {{ phone }} 20% off today, buy now!",
            "which a confirmation may not. (US-07)",
        ),
        ("opt_out", "en", "{{ name }} {{ phone }} " + "word " * 40, "no wording fits one part. (CA-27)"),
        (
            "help",
            "es",
            "{{ name }} {{ phone }} {{ messages_a_month }}",
            "how to stop, with the word of its language",
        ),
        (
            "help",
            "en-fr",
            "{{ name }}: Help/Aide {{ phone }}. {{ messages_a_month }}/mo(is). STOP.",
            "It does not say how to stop, with the word of its language in capitals. (§8b)",
        ),
        ("help", "en", "{{ nam }}", "Nothing is called nam."),
        ("help", "en", "{{ name", "This is no template"),
        ("help", "en", "{% for a in name %}{{ a }}{% endfor %}", "Only names may stand between the braces"),
        ("help", "en", "{{ name.__class__ }}", "Only names may stand between the braces"),
        ("help", "en", "{{ 'x' * 10**9 }}", "Only names may stand between the braces"),
        ("help", "en", "{{ name | center(1000000000) }}", "Only names may stand between the braces"),
        ("help", "en", "x" * 4_001, "The template is too long."),
    ],
)
def test_a_template_that_breaks_a_rule_says_which(robin, purpose, language, text, said):
    shown = tried(robin, purpose, language, text)
    assert said in shown and "Every rule is kept." not in shown


def test_the_first_wording_that_fits_speaks_and_figures_are_its_own(robin):
    long = "{{ name }}: You are opted out. " + "Really. " * 20 + "{{ phone }}"
    shown = tried(robin, "opt_out", "en", f"{long}\n---\n{{{{ name }}}}: Out. {{{{ phone }}}}")
    assert "does not fit one part" in shown and "this one speaks" in shown and "Every rule is kept." in shown
    assert "36 of 136 · 1 part · this one speaks" in shown


def test_without_javascript_the_page_shows_what_was_typed_beside_what_it_means(robin):
    page = posts(robin, "/settings/templates/opt_out", en="{{ name }} <b>", fr="ê", es="x").text
    assert "{{ name }} &lt;b&gt;</textarea>" in page and "makes it UCS-2" in page


@pytest.mark.parametrize("path", ["/settings/templates/reminders", "/settings/templates/..%2e"])
def test_there_is_no_other_template(robin, path):
    assert robin.get(path).status_code == 404
    assert posts(robin, "/settings/templates/help/de", de="x").status_code == 404
