"""What the import says of a row, in the staff member's language: fixed sentences, and some with a value."""

import re

from responder.web.console.words.i18n import translate as _
from responder.web.console.words.reason_params import LONGEST
from responder.web.console.words.reasons import translated


def _said(text: str) -> str:
    """Marks a sentence for the catalogue without translating it now."""
    return text


SENTENCES = (
    _said("The row has more cells than the first line has columns."),
    _said("The language must be en, fr or es."),
    _said("That is not a time zone such as America/Toronto (TZ-03)."),
    _said("That is not a postal code of Canada or the United States."),
    _said("The basis needs its date, such as 2026-11-22"),
    _said("The basis needs its evidence: what proves it"),
    _said("The basis must be one of inquiry, purchase, contract, express"),
    _said("Express consent needs its medium: web, paper, phone, in person, text, email."),
    _said("A basis cannot be dated in the future."),
    _said("Several customers have this number: the row must say the name."),
    _said("Named before in this list."),
    _said("Somebody changed this customer meanwhile: import the list again."),
    _said("The list is empty."),
    _said("The list has no rows."),
    _said("Somebody who was erased."),
    _said("The first line must name the columns, one of them `name` or `phone`."),
    _said("That is a workbook: save it as CSV first (File, Save as, CSV UTF-8)."),
    _said("That is no list: it holds bytes that are no text."),
    _said("A list has at most 5,000 rows here; `bin/responder customers import` takes more."),
)

WITH_VALUES = (
    (re.compile(r"Shares the number with (.+)\."), _said("Shares the number with %(value)s.")),
    (re.compile(r"That (\w+) is too old: .*"), _said("That basis is too old: it has run out.")),
    (
        re.compile(r"A quotation mark .*: (.+) (?:was|were) not read\."),
        _said("A quotation mark stands where none may be, or is never closed (not read: %(value)s)."),
    ),
)
"""Patterns of sentences that the import makes with a value, and the sentence of the catalogue."""


def told(text: str) -> str:
    """A sentence of the import in the staff member's language, its rule kept where it carries one."""
    sentence, bracket, rule = text.rpartition(" (") if text.endswith(")") else (text, "", "")
    for pattern, words in WITH_VALUES if len(sentence) <= LONGEST else ():
        found = pattern.fullmatch(sentence)
        if found:
            return f"{_(words, value=found[1])}{bracket}{rule}"
    if text.startswith("That is a workbook"):
        return _(text)
    return translated(text)
