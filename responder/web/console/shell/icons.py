"""The small marks of every row (icons, badges, statuses): rendered once per language, not once per row.

A list of a hundred appointments holds four hundred of them, and there are about thirty different ones.
"""

from functools import cache

from flask import Flask
from markupsafe import Markup


class Marks:
    """The macros of `_marks.html` in one language; their words are the whole of what they depend on."""

    def __init__(self, flask: Flask) -> None:
        module = flask.jinja_env.get_template("_marks.html").module
        self.icon = cache(lambda name: Markup(module.icon(name)))  # type: ignore[attr-defined]
        self.badge = cache(lambda word: Markup(module.badge(word)))  # type: ignore[attr-defined]
        self.status = cache(lambda value: Markup(module.status(value)))  # type: ignore[attr-defined]
