"""Calls for help as the inbox shows them: what a customer asks until a person answers is one item. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from responder.domain.records import MessageClass, MessageState, Millis

LEFT = frozenset({MessageState.ACCEPTED, MessageState.SENT, MessageState.DELIVERED})


@dataclass(frozen=True, slots=True)
class Question:
    """A text that asks a person for something: `mark` is help, support ("who is this?") or call_back.

    `id` tells nothing of the number. `done_at` (ms): a person said that it is answered, 0 = nobody did.
    """

    id: str
    number: str
    event: str
    at: Millis
    body: str
    mark: str
    done_at: Millis = 0
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A text that a person wrote to the number, and what became of it."""

    at: Millis
    by: str
    message_class: MessageClass
    state: MessageState
    to_many: bool = False

    @property
    def counts(self) -> bool:
        """Whether it answers anybody: a campaign does not, nor what has not left or did not arrive."""
        written_to_one = self.message_class is not MessageClass.MARKETING and not self.to_many
        return written_to_one and self.state in LEFT


@dataclass(frozen=True, slots=True)
class HelpItem:
    """Questions of one number, oldest first; answered at `answered_at` (ms) by somebody, or open (0)."""

    questions: tuple[Question, ...]
    answered_at: Millis = 0
    answered_by: str = ""

    @property
    def first(self) -> Question:
        """What began it."""
        return self.questions[0]

    @property
    def last(self) -> Question:
        """What they asked last."""
        return self.questions[-1]

    @property
    def number(self) -> str:
        """Who asks."""
        return self.first.number

    @property
    def at(self) -> Millis:
        """Since when they wait."""
        return self.first.at

    @property
    def by_hand(self) -> bool:
        """Whether a person ended it without writing, and may open it again."""
        return bool(self.last.done_at)


def items(questions: Iterable[Question], answers: Sequence[Answer]) -> list[HelpItem]:
    """The items of one number, oldest first: questions that had the same answer, or none, are together."""
    in_order = sorted(questions, key=lambda question: (question.at, question.id))
    counting = sorted((each for each in answers if each.counts), key=lambda answer: answer.at)
    ended = [(_ended(question, counting), question) for question in in_order]
    return [
        HelpItem(tuple(question for _, question in together), *end)
        for end, together in groupby(ended, key=lambda pair: pair[0])
    ]


def _ended(question: Question, answers: Sequence[Answer]) -> tuple[Millis, str]:
    """When and by whom it was answered first; (0, "") while it is open."""
    written = ((each.at, each.by) for each in answers if each.at > question.at)
    by_hand = [(question.done_at, question.done_by)] if question.done_at else []
    return min([*by_hand, *written], default=(0, ""))
