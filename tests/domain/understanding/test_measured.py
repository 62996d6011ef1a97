"""What must be reached on labelled texts: those that are here, and the whole corpus where it is."""

import os
from pathlib import Path

import pytest

from bench.measure_intents import peers_table, said
from bench.peers import RULES
from bench.rows import BadRows, Row, read_rows
from responder.domain.understanding.classifier import Classifier, Intent, Understood
from responder.domain.understanding.keywords import keyword_set, normalised, squeezed

CLASSIFIER = Classifier(keyword_set({}))
CORPUS = Path(__file__).parents[2] / "corpus"
DEV = Path(__file__).parents[3].parent / "shared/corpus/dev.tsv"
FILES = {"here": sorted(CORPUS.glob("*.tsv")), "shared": [DEV]}
LEAST = {"en": 0.97, "fr": 0.95, "es": 0.95}
WRITTEN_BY_PEOPLE = ("UCI", "real", "reaction", "BANKING77", "CLINC150", "HWU64", "PyPI")


@pytest.fixture(scope="module", params=FILES)
def results(request: pytest.FixtureRequest) -> list[tuple[Row, Understood]]:
    files = FILES[request.param]
    if not all(file.exists() for file in files):
        pytest.skip("../shared is not here")
    rows = [row for file in files for row in read_rows(file) if row.certain]
    return [(row, CLASSIFIER.classify(row.text)) for row in rows]


def labelled(results: list[tuple[Row, Understood]], label: Intent) -> list[tuple[Row, Understood]]:
    return [result for result in results if result[0].label is label]


@pytest.mark.parametrize("language", LEAST)
def test_nearly_every_opt_out_is_found(results: list[tuple[Row, Understood]], language: str) -> None:
    asked = [result for result in labelled(results, Intent.OPT_OUT) if result[0].language == language]
    assert len(asked) > 40
    assert said(asked)[Intent.OPT_OUT] >= LEAST[language] * len(asked)


@pytest.mark.parametrize("language", LEAST)
def test_the_examination_is_passed(language: str) -> None:
    rows = [row for row in read_rows(CORPUS / "examined.tsv") if row.certain and row.language == language]
    heard = [(row, CLASSIFIER.classify(row.text)) for row in rows]
    asked, others = labelled(heard, Intent.OPT_OUT), labelled(heard, Intent.NONE)
    assert said(asked)[Intent.OPT_OUT] >= 0.98 * len(asked) > 300
    assert said(asked)[Intent.NONE] <= 0.005 * len(asked)
    assert len(others) > 150
    assert said(others)[Intent.OPT_OUT] <= 1


def test_hardly_an_opt_out_is_neither_obeyed_nor_shown_to_a_person(
    results: list[tuple[Row, Understood]],
) -> None:
    asked = labelled(results, Intent.OPT_OUT)
    heard = said(asked)
    assert heard[Intent.OPT_OUT] + heard[Intent.REVIEW] >= 0.995 * len(asked)


def test_at_most_one_text_in_2000_is_wrongly_an_opt_out(results: list[tuple[Row, Understood]]) -> None:
    others = [each for each in labelled(results, Intent.NONE) if each[0].origin in WRITTEN_BY_PEOPLE]
    wrong = [row.text for row, understood in others if understood.intent is Intent.OPT_OUT]
    assert len(others) > 3_500
    assert len(wrong) <= len(others) / 2_000, wrong


def test_at_most_one_ordinary_text_in_100_waits_for_a_person(results: list[tuple[Row, Understood]]) -> None:
    others = labelled(results, Intent.NONE)
    assert said(others)[Intent.REVIEW] <= 0.01 * len(others)


def test_nothing_but_start_and_unstop_opts_in(results: list[tuple[Row, Understood]]) -> None:
    said_so = [row.text for row, heard in results if heard.intent is Intent.OPT_IN]
    came_back = {squeezed(normalised(text)).upper() for text in said_so}
    assert came_back <= {"START", "UNSTOP"}


def test_every_certain_help_word_is_answered(results: list[tuple[Row, Understood]]) -> None:
    asked = labelled(results, Intent.HELP)
    assert said(asked)[Intent.HELP] == len(asked)


@pytest.mark.parametrize("rule", RULES)
def test_every_other_rule_finds_fewer(results: list[tuple[Row, Understood]], rule: str) -> None:
    asked = labelled(results, Intent.OPT_OUT)
    assert sum(RULES[rule](row.text) for row, _ in asked) < 0.6 * said(asked)[Intent.OPT_OUT]


def test_the_readme_shows_the_table_that_the_command_prints() -> None:
    rows = [row for file in FILES["here"] for row in read_rows(file) if row.certain]
    table = peers_table([(row, CLASSIFIER.classify(row.text)) for row in rows])
    assert table in (CORPUS.parents[1] / "README.md").read_text("utf-8")


def test_the_corpus_is_there_where_it_is_expected() -> None:
    assert FILES["here"], "tests/corpus holds the clearly licensed texts"
    if os.environ.get("CI") and DEV.parents[1].exists():
        assert DEV.exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a\tb\n", "line 1: the columns must be"),
        ("text\tlabel\tlang\tcertainty\tsource\nSTOP\tOUT\ten\tcertain\tx\n", "line 2"),
        ("text\tlabel\tlang\tcertainty\tsource\nSTOP\tOPT_OUT\ten\tmaybe\tx\n", "line 2"),
        ("text\tlabel\tlang\tcertainty\tsource\nSTOP\tOPT_OUT\n", "line 2"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_line(
    tmp_path: Path, content: str, complaint: str
) -> None:
    file = tmp_path / "rows.tsv"
    file.write_text(content)
    with pytest.raises(BadRows, match=complaint):
        read_rows(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRows, match="nothing.tsv cannot be read"):
        read_rows(tmp_path / "nothing.tsv")
