"""`bin/measure-intents`: how often texts are understood, by label, language and source; and how fast.

`certain` rows are the yardstick; `judgement` rows, where people may differ, are counted apart. Prints what
others' rules do with the same rows. Exits 0 whatever the figures, 1 when a file cannot be read.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from bench.peers import RULES
from bench.rows import BadRows, Row, read_rows
from responder.domain.understanding.classifier import Classifier, Intent, Understood
from responder.domain.understanding.keywords import keyword_set

SHORT = 160
LANGUAGES = ("en", "fr", "es")
HOSTILE = {
    "words that stop": "please stop ",
    "beginnings of patterns": "i dont want to be on to of the any ",
    "three languages at once": "stop les no me dont want de la the to be texts ",
    "letters apart": "s t o p ",
    "emoji": "🙏",
    "marks without end": "\u0315\u0327",
    "long ligatures": "\ufdfa",
    "quotes": "liked “",
    "French beginnings": "ne me de la les ",
    "Spanish beginnings": "no quiero que me ",
    "commas": "stop,",
}
"""What 1,600 characters are filled with to slow the reading down."""

Result = tuple[Row, Understood]


def main() -> int:
    """Read, measure, print."""
    options = _options()
    classifier = Classifier(keyword_set({}))
    try:
        rows = [row for file in options.files for row in read_rows(file)]
    except BadRows as error:
        print(f"bin/measure-intents: {error}", file=sys.stderr)
        return 1
    results = [(row, classifier.classify(row.text)) for row in rows]
    certain = [each for each in results if each[0].certain]
    _print_labels(certain)
    _print_sources(certain)
    _print_judgement([each for each in results if not each[0].certain])
    print(peers_table(certain), end="\n\n")
    _print_speed(classifier, [row.text for row in rows if len(row.text) <= SHORT])
    if options.errors:
        _print_errors(results)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/measure-intents", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.tsv")
    parser.add_argument(
        "--errors", action="store_true", help="list every text that is not understood as labelled"
    )
    return parser.parse_args()


def grouped(results: Iterable[Result], key: Callable[[Row], str]) -> dict[str, list[Result]]:
    """Results by what `key` says of their rows, sorted."""
    groups = defaultdict(list)
    for result in results:
        groups[key(result[0])].append(result)
    return dict(sorted(groups.items()))


def said(results: Iterable[Result]) -> Counter[Intent]:
    """How often each intent was understood."""
    return Counter(understood.intent for _, understood in results)


def percent(part: int, whole: int) -> str:
    """A share for people, "-" of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "-"


def table(heads: list[str], lines: Iterable[list[str]]) -> str:
    """Columns as in Markdown, so that a document can take them over."""
    rows = [heads, *lines]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]])


def _print_labels(results: list[Result]) -> None:
    print(f"{len(results)} texts with a certain label\n")
    lines = []
    for label in (Intent.OPT_OUT, Intent.OPT_IN, Intent.HELP, Intent.NONE):
        labelled = [result for result in results if result[0].label is label]
        for language, group in grouped(labelled, lambda row: row.language).items():
            heard = said(group)
            in_language = [each for each in results if each[0].language == language]
            lines.append(
                [
                    label.value,
                    language,
                    str(len(group)),
                    percent(heard[label], len(group)),
                    percent(heard[label], said(in_language)[label]),
                    percent(heard[Intent.REVIEW], len(group)),
                    str(heard[Intent.OPT_OUT] if label is not Intent.OPT_OUT else heard[Intent.NONE]),
                ]
            )
    print(table(["label", "lang", "texts", "recall", "precision", "to review", "wrong *"], lines))
    print("* an opt-out missed, or something else taken as an opt-out\n")


def _print_sources(results: list[Result]) -> None:
    lines = []
    for label in (Intent.OPT_OUT, Intent.NONE):
        labelled = [result for result in results if result[0].label is label]
        for origin, group in grouped(labelled, lambda row: row.origin).items():
            heard = said(group)
            counts = [heard[intent] for intent in (Intent.OPT_OUT, Intent.REVIEW, Intent.NONE)]
            lines.append([label.value, origin, str(len(group)), *map(str, counts)])
    print(table(["label", "source", "texts", "as OPT_OUT", "as REVIEW", "as NONE"], lines), end="\n\n")


def _print_judgement(results: list[Result]) -> None:
    lines = []
    for label, group in grouped(results, lambda row: row.label.value).items():
        heard = said(group)
        lines.append([label, str(len(group)), *(str(heard[intent]) for intent in Intent)])
    if lines:
        print(
            table(["label (judgement)", "texts", *(f"as {intent}" for intent in Intent)], lines), end="\n\n"
        )


def peers_table(results: list[Result]) -> str:
    """What each rule of `peers.py` finds and takes by mistake among these rows, and what Responder does."""
    heard = {row.text: understood.intent is Intent.OPT_OUT for row, understood in results}
    groups = [
        [row.text for row, _ in results if row.label is Intent.OPT_OUT and row.language == language]
        for language in LANGUAGES
    ]
    others = [row.text for row, _ in results if row.label is Intent.NONE]
    lines = []
    for name, rule in {**RULES, "Responder": heard.__getitem__}.items():
        found = [percent(sum(map(rule, group)), len(group)) for group in groups]
        lines.append([name, *found, f"{sum(map(rule, others))} of {len(others)}"])
    return table(["rule", *(f"opt-outs found, {name}" for name in LANGUAGES), "others taken as one"], lines)


def _print_speed(classifier: Classifier, texts: list[str]) -> None:
    each = [_microseconds(classifier, text, 3) for text in texts]
    if each:
        print(f"{len(texts)} texts of at most {SHORT} characters: median {median(each):.1f} µs each")
    for name, unit in HOSTILE.items():
        text = (unit * 1_600)[:1_600]
        print(f"1,600 characters, {name}: {_microseconds(classifier, text, 5):.0f} µs")


def _microseconds(classifier: Classifier, text: str, times: int) -> float:
    """The quickest of some readings: what the text costs when nobody else has the processor."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter_ns()
        classifier.classify(text)
        best = min(best, (time.perf_counter_ns() - start) / 1_000)
    return best


def _print_errors(results: list[Result]) -> None:
    print("\nNot understood as labelled:")
    for row, understood in results:
        if understood.intent is not row.label:
            certainty = "certain" if row.certain else "judgement"
            why = f"{understood.rule} {understood.keyword!r}" if understood.rule else "no rule"
            print(f"{certainty} {row.language} {row.label} -> {understood.intent} ({why}): {row.text!r}")


if __name__ == "__main__":
    sys.exit(main())
