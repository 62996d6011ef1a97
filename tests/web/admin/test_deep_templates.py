"""Texts that nest deeper than a parser can follow are refused in a sentence, and are no failure of ours."""

import pytest

from responder.adapters.previews.template import trial
from responder.adapters.templates.placeholders import QUICK_REPLY, BadText, check
from tests.people import GARAGE, LONG_CODE

DEEP = {
    "brackets": "{{ " + "(" * 1_300 + "first_name" + ")" * 1_300 + " }}",
    "open brackets": "{{ " + "(" * 3_000,
    "signs": "{{ " + "-" * 3_000 + "1 }}",
    "not": "{{ " + "not " * 900 + "first_name }}",
    "lists": "{{ " + "[" * 1_500 + "]" * 1_500 + " }}",
    "ifs": "{% if 1 %}" * 300 + "{% endif %}" * 90,
}


@pytest.mark.parametrize("name", DEEP)
def test_a_quick_reply_is_refused(name: str) -> None:
    with pytest.raises(BadText):
        check(DEEP[name], QUICK_REPLY)


@pytest.mark.parametrize("name", DEEP)
def test_a_template_that_is_tried_out_is_broken(name: str) -> None:
    assert trial(GARAGE, LONG_CODE, "help", "en", DEEP[name]).broken in {"syntax", "only_names"}
