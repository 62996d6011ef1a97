"""Calls for help: what one customer asks until a person answered is one item."""

import pytest

from responder.domain.inbox.help_items import Answer, HelpItem, Question, items
from responder.domain.records import MessageClass, MessageState
from tests.people import CAROL, DANA

S = MessageState


def asked(at: int, done_at: int = 0) -> Question:
    return Question(f"00{at}", CAROL, f"SM{at}", at, "HELP", "help", done_at, "Sam" if done_at else "")


def wrote(at: int, kind: MessageClass = MessageClass.REPLY, state: MessageState = S.SENT) -> Answer:
    return Answer(at, DANA, kind, state)


def told(found: list[HelpItem]) -> list[tuple[list[int], int, str]]:
    return [([each.at for each in item.questions], item.answered_at, item.answered_by) for item in found]


@pytest.mark.parametrize(
    ("questions", "answers", "wanted"),
    [
        ([asked(1)], [], [([1], 0, "")]),
        ([asked(1), asked(5)], [], [([1, 5], 0, "")]),
        ([asked(5), asked(1)], [wrote(9)], [([1, 5], 9, DANA)]),
        ([asked(1), asked(5)], [wrote(3)], [([1], 3, DANA), ([5], 0, "")]),
        ([asked(5)], [wrote(3), wrote(5)], [([5], 0, "")]),
        ([asked(1)], [wrote(9), wrote(3)], [([1], 3, DANA)]),
        ([asked(1)], [wrote(3, MessageClass.SERVICE)], [([1], 3, DANA)]),
        ([asked(1)], [wrote(3, MessageClass.MARKETING)], [([1], 0, "")]),
        ([asked(1)], [Answer(3, DANA, MessageClass.SERVICE, S.SENT, to_many=True)], [([1], 0, "")]),
        ([asked(1)], [wrote(3, state=S.QUEUED), wrote(4, state=S.UNKNOWN)], [([1], 0, "")]),
        ([asked(1)], [wrote(3, state=S.REFUSED), wrote(4, state=S.FAILED)], [([1], 0, "")]),
        ([asked(1, done_at=4), asked(5)], [], [([1], 4, "Sam"), ([5], 0, "")]),
        ([asked(1, done_at=4)], [wrote(3)], [([1], 3, DANA)]),
    ],
    ids=[
        "nobody answered",
        "what comes next belongs to it",
        "one answer for both",
        "a question after an answer is another item",
        "an answer before the question is none",
        "the first answer counts",
        "a service text answers",
        "a campaign answers nobody",
        "a service text to many answers nobody",
        "what has not left answers nobody",
        "what did not arrive answers nobody",
        "ended by hand",
        "whichever came first",
    ],
)
def test_questions_that_had_the_same_answer_are_one_item(
    questions: list[Question], answers: list[Answer], wanted: object
) -> None:
    assert told(items(questions, answers)) == wanted
