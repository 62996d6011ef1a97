"""How a value is declared whose fields nobody changes: mypy sees to it, not the interpreter.

The hot path makes a dozen values for every text. A frozen dataclass sets each field through a call of its
own, five times the cost of a plain one, and that was a tenth of a webhook; what mypy has proved need not
be proved again for every text. Elsewhere `@dataclass(frozen=True)` is as good.
"""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

_Value = TypeVar("_Value")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[_Value]) -> type[_Value]:
    """A dataclass that is compared and hashed by its fields; assigning to one is an error of mypy's."""
    return dataclass(unsafe_hash=True)(cls)
