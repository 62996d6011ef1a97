"""A template tried out before anybody installs it: every wording as it would leave, and every rule it breaks.

What is typed here comes from a browser, so only names may stand in it: no loops, calls, filters or
arithmetic, which could make a page work for minutes. A file that an operator installs may hold them.
"""

from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from responder.adapters.templates.answers import problems, values_of, wordings_of
from responder.domain.business import Business, Sender
from responder.domain.sending.segments import ANSWER_LIMIT, segments

LONGEST = 4_000
"""Characters of a template that is tried out."""

_ALLOWED = (nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const)
_environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that a wording breaks: `encoding`, `sells`, `missing` or `too_long`; what; and the rule."""

    kind: str
    what: str
    rule: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording as it would leave: what it costs, and what is wrong with it."""

    text: str
    encoding: str
    units: int
    parts: int
    problems: tuple[Problem, ...]

    @property
    def fits(self) -> bool:
        """Whether it is an answer of one part (CA-27)."""
        return self.units <= ANSWER_LIMIT and self.parts == 1


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a template: its wordings, which of them speaks (-1 = none), or why it is no template."""

    wordings: tuple[Wording, ...] = ()
    speaks: int = -1
    broken: str = ""
    unknown: str = ""

    @property
    def good(self) -> bool:
        """Whether it could be installed: every wording keeps the rules, and one of them fits."""
        return self.speaks >= 0 and not any(wording.problems for wording in self.wordings)


def trial(business: Business, sender: Sender, purpose: str, language: str, text: str) -> Trial:
    """Try a template with the values of this business. `purpose` and `language` are those of `render`."""
    values = values_of(business, sender)
    if len(text) > LONGEST:
        return Trial(broken="too_long")
    try:
        found = tuple(_environment.parse(text).find_all(nodes.Node))
    except (TemplateError, RecursionError):  # or it nests deeper than the parser can follow
        return Trial(broken="syntax")
    if not all(isinstance(node, _ALLOWED) for node in found):
        return Trial(broken="only_names")
    unknown = [node.name for node in found if isinstance(node, nodes.Name) and node.name not in values]
    if unknown:
        return Trial(broken="unknown", unknown=unknown[0])
    rendered = _environment.from_string(text).render(values)
    wordings = tuple(_wording(purpose, language, each, values) for each in wordings_of(rendered))
    fitting = (place for place, wording in enumerate(wordings) if wording.fits)
    return _judged(wordings, next(fitting, -1))


def _wording(purpose: str, language: str, text: str, values: dict[str, str]) -> Wording:
    cost = segments(text)
    found = tuple(Problem(*each) for each in problems(purpose, language, text, values))
    return Wording(text, cost.encoding, cost.units, cost.parts, found)


def _judged(wordings: tuple[Wording, ...], speaks: int) -> Trial:
    """A wording that is too long is no fault while a shorter one follows; the last one's is."""
    if speaks >= 0 or not wordings:
        return Trial(wordings, speaks)
    last = wordings[-1]
    too_long = Problem("too_long", str(last.units), "CA-27")
    shown = Wording(last.text, last.encoding, last.units, last.parts, (*last.problems, too_long))
    return Trial((*wordings[:-1], shown))
