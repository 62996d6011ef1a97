"""Templates to texts: the answers and the notice, rendered and checked once, when the process starts.

`templates/sms/<language>/<purpose>.txt` is Jinja with `name`, `phone`, `email`, `website`,
`messages_a_month` and `sender` (the number that the customer texted). A file may hold several wordings,
richest first, separated by a line `---`: the first that fits one part speaks.

It refuses a template that would cost two parts or leave out what the carriers ask for (RULES §8b), so that
nobody learns it from a customer. INFO belongs to two languages, and so does `en-fr/help.txt` (CA-21). Only
the values of the business file reach a template, no customer's, which is why the texts can be kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from responder.domain.business import Business, Sender
from responder.domain.consent.auto_replies import CONFIRMS
from responder.domain.phone import dial
from responder.domain.records import Purpose
from responder.domain.sending import disclosure
from responder.domain.sending.digit_prompts import RULE as ONE_STEP
from responder.domain.sending.digit_prompts import asks_for_a_digit
from responder.domain.sending.disclosure import BOTH
from responder.domain.sending.promotional_words import selling_words
from responder.domain.sending.segments import ANSWER_LIMIT, outside_gsm, segments, smarten

LANGUAGES = ("en", "fr", "es")
NOTICE = "notice"


def languages_of(purpose: str) -> tuple[str, ...]:
    """The folders in which there is a template for this."""
    return (*LANGUAGES, BOTH) if purpose == Purpose.HELP else LANGUAGES


_ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)
_WORDINGS = re.compile(r"^---$", re.MULTILINE)
_STOP = {"en": "STOP", "fr": "STOP|ARRET", "es": "STOP|ALTO|BAJA|PARAR", BOTH: r"STOP\b.*\bARRET"}
_HELP = {"en": "HELP", "fr": "HELP|AIDE", "es": "HELP|AYUDA"}

REQUIRED: Mapping[str, tuple[str, ...]] = {
    Purpose.CONFIRMATION: ("name", "phone"),
    Purpose.OPT_IN_REPLY: ("name", "frequency", "stop", "help"),
    Purpose.HELP: ("name", "phone", "frequency", "stop"),
    Purpose.MARKETING_OFF: ("name", "stop"),
    Purpose.AFTER_HOURS: ("name", "stop", "help"),
    NOTICE: ("stop", "help"),
}
"""What each wording must say (RULES §8b); the rates clause is left to whoever reviews the file."""


class BadTemplate(ValueError):
    """A template that cannot be used; one sentence that names the file."""


@dataclass(frozen=True, slots=True)
class _Source:
    """One template file, compiled."""

    path: Path
    purpose: str
    language: str
    template: Template


class TemplateTexts:
    """Implements `ports.Texts` for one business. Every text is rendered at construction, none later."""

    def __init__(self, business: Business, folder: Path, contact: str = "") -> None:
        """`contact` is the address of the contact page; without one, marketing names the website.

        Raises BadTemplate for the first file that is missing, broken, or breaks a rule.
        """
        self._business = business
        self._contact = contact or business.website
        self._name = smarten(business.name)
        self._answers: dict[tuple[Purpose, str, str], str] = {}
        self._notices: dict[str, str] = {}
        for source in _sources(folder):
            self._keep(source)

    def answer(self, purpose: Purpose, language: str, sender: Sender) -> str:
        """The answer in `language`, else in the business's first one; at most 136 septets (CA-27).

        `sender` is one of the business file. Help can be in `disclosure.BOTH` languages.
        """
        wanted = (purpose, language, sender.shown)
        return self._answers.get(wanted) or self._answers[purpose, self._known(language), sender.shown]

    def with_notice(self, body: str, *languages: str) -> str:
        """`body` with the business's name and each language's notice added where it lacks them (I5)."""
        for known in map(self._known, languages):
            body = disclosure.with_notice(body, self._name, known, self._notices[known])
        return body

    def with_contact(self, body: str) -> str:
        """`body` with the link to the page that says who and where the business is (CA-06)."""
        return disclosure.with_contact(body, self._contact)

    def _known(self, language: str) -> str:
        return language if language in self._notices else self._business.default_language

    def _keep(self, source: _Source) -> None:
        for sender in self._business.senders:
            text = _text(source, self._business, sender)
            if source.purpose == NOTICE:
                self._notices[source.language] = text
            else:
                self._answers[Purpose(source.purpose), source.language, sender.shown] = text


def lint(business: Business, folder: Path) -> None:
    """Check every template with the values of this business. Raises BadTemplate with one sentence."""
    TemplateTexts(business, folder)


def _sources(folder: Path) -> Iterator[_Source]:
    for purpose in REQUIRED:
        for language in languages_of(purpose):
            path = folder / language / f"{purpose}.txt"
            yield _Source(path, str(purpose), language, _compiled(path))


def _compiled(path: Path) -> Template:
    try:
        return _template(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadTemplate(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadTemplate(f"{path} must be text in UTF-8.") from error
    except TemplateSyntaxError as error:
        raise BadTemplate(f"{path}, line {error.lineno}: {_sentence(error)} (§8b).") from error


@lru_cache(maxsize=256)
def _template(source: str) -> Template:
    """The same words are compiled once in a process. Raises TemplateSyntaxError."""
    return _ENVIRONMENT.from_string(source)


def _text(source: _Source, business: Business, sender: Sender) -> str:
    """The first wording that fits one part, all of them checked."""
    values = values_of(business, sender)
    wordings = wordings_of(_rendered(source, values))
    for wording in wordings:
        _check(source, wording, values)
    fitting = (wording for wording in wordings if segments(wording).units <= ANSWER_LIMIT)
    text = next(fitting, None)
    if text is None:
        shortest = min(segments(wording).units for wording in wordings)
        raise BadTemplate(
            f"{source.path} needs {shortest} septets with the name {business.name!r}, and {ANSWER_LIMIT} fit "
            "one part: shorten the template or [business] name (CA-27)."
        )
    return text


def wordings_of(rendered: str) -> list[str]:
    """The wordings of a rendered file, richest first, as they leave."""
    return [smarten(" ".join(part.split())) for part in _WORDINGS.split(rendered)]


def values_of(business: Business, sender: Sender) -> dict[str, str]:
    """What a template may show."""
    return {
        "name": business.name,
        "phone": dial(business.phone),
        "email": business.email,
        "website": business.website,
        "messages_a_month": str(business.max_messages_a_month),
        "sender": dial(sender.shown),
    }


def _rendered(source: _Source, values: Mapping[str, str]) -> str:
    try:
        return source.template.render(values)
    # What a template may do wrong while it runs: an unknown variable, a division by zero, a wrong filter.
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise BadTemplate(f"{source.path}: {_sentence(error)} (§8b).") from error


def _check(source: _Source, wording: str, values: Mapping[str, str]) -> None:
    for kind, what, rule in problems(source.purpose, source.language, wording, values):
        raise BadTemplate(f"{source.path} {_SAID[kind].format(what)} ({rule}).")


def problems(
    purpose: str, language: str, wording: str, values: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a wording, with the rule: `encoding`, `sells`, `digit` or `missing`; and what."""
    if outside := outside_gsm(wording):
        yield "encoding", repr(outside), "SG-01"
    sells = selling_words(_without_values(wording, values))
    if sells and purpose in CONFIRMS:
        yield "sells", ", ".join(sells), "US-07"
    if asked := asks_for_a_digit(wording):
        yield "digit", asked, ONE_STEP
    for item in REQUIRED[purpose]:
        if not re.search(_pattern(item, language, values), wording):
            yield "missing", MEANING[item], "§8b"


def _without_values(wording: str, values: Mapping[str, str]) -> str:
    """The template's own words: a business may be called "Best Deals"."""
    for value in sorted(values.values(), key=len, reverse=True):
        wording = wording.replace(smarten(value), " ")
    return wording


_SAID = {
    "encoding": "holds {}, which GSM-7 does not have, so that an answer would cost more and not fit: spell "
    "the template, or the [business] value it shows, without it",
    "sells": "sells ({}), which a confirmation may not",
    "digit": "asks for a digit ({}) where only STOP opts out",
    "missing": "has a wording that does not say {}",
}

MEANING = {
    "name": "who is texting: {{ name }}",
    "phone": "where people help: {{ phone }}",
    "frequency": "how many texts to expect: {{ messages_a_month }}",
    "stop": "how to stop, with the word of its language in capitals",
    "help": "how to get help, with the word of its language in capitals",
}


def _pattern(item: str, language: str, values: Mapping[str, str]) -> str:
    shown = {"name": "name", "phone": "phone", "frequency": "messages_a_month"}
    if item in shown:
        return rf"(?<!\w){re.escape(smarten(values[shown[item]]))}(?!\w)"
    words = _STOP if item == "stop" else _HELP
    return rf"\b(?:{words[language]})\b"


def _sentence(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
