"""The console with its three people, as `tests/web/test_console.py` builds it."""

from tests.web.test_console import app, browser, built, flask

__all__ = ["app", "browser", "built", "flask"]
