"""Translation with types: what Flask-Babel does, as plain text at once."""

from flask_babel import gettext
from flask_babel import ngettext as _plural


def translate(text: str, **values: object) -> str:
    """The sentence in the reader's language, with its values."""
    return str(gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The sentence for this number of things."""
    return str(_plural(one, many, num, **values))
