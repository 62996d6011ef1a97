"""Sentences of the product that carry a value, as the console says them in the staff member's language.

They are stored as they were said, in English, so a sentence is known again by its shape, and its values are
put into the translation. The shape is made of the catalogue's own sentence: nothing is written twice.
"""

import re

from responder.web.console.words.i18n import translate as _


def _said(text: str) -> str:
    """Marks a sentence for the catalogue without translating it now."""
    return text


KIND = "kind"
"""The value that is itself a word of the product."""

SENTENCES = (
    _said("Sent again by %(who)s."),
    _said("Left unsent by %(who)s."),
    _said("The sender %(sender)s is no longer in the business file."),
    _said("The provider blocks this sender for this number. Ask them to text START to %(sender)s."),
    _said("The consent by %(kind)s ran out on %(day)s."),
    _said("The customer had %(count)s such texts lately; no more may go in time."),
    _said("The customer had %(count)s such texts lately, and may have no more now."),
    _said("The provider said: %(code)s."),
    _said("Waiting for the end of the customer's quiet hours (%(rule)s)."),
    _said("The message is too long: %(count)s characters with the notice."),
    _said("The text has %(count)s characters with its notice; at most %(most)s can leave."),
    _said("The number was deactivated or reassigned. From %(list)s."),
    _said("Recorded: %(what)s."),
    _said("This review is no longer open: %(state)s, by %(who)s."),
)

KINDS = (_said("purchase"), _said("inquiry"), _said("contract"), _said("express"))


def _shape(sentence: str) -> re.Pattern[str]:
    plain = re.escape(sentence).replace(r"%\(", "%(").replace(r"\)s", ")s")
    return re.compile(re.sub(r"%\((\w+)\)s", r"(?P<\1>.+?)", plain), re.DOTALL)


_SHAPES = tuple((_shape(sentence), sentence) for sentence in SENTENCES)


LONGEST = 1_000
"""Characters of a sentence of ours; somebody's words that begin like one may be longer."""


def filled(text: str) -> str:
    """The sentence in the reader's language with its values; "" where it is none of these."""
    if len(text) > LONGEST:
        return ""
    for shape, sentence in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            values = found.groupdict()
            return _(sentence, **{**values, **({KIND: _(values[KIND])} if KIND in values else {})})
    return ""
