"""What signing in with a second factor needs from the world."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from responder.domain.staff.accounts import StaffMember
from responder.domain.staff.second_factor import HalfSignIn, SecondFactor
from responder.ports.desk import DeskDeps


class SecondFactors(Protocol):
    """Second factors by staff id. Every method may raise StoreUnavailable."""

    def of(self, staff_id: str) -> SecondFactor | None: ...
    def who(self) -> frozenset[str]:
        """Ids of everybody who has one."""
        ...

    def propose(self, staff_id: str, sealed: str) -> None:
        """Keep a secret for some minutes, until a code proves that the app has it."""
        ...

    def proposed(self, staff_id: str) -> str: ...
    def turn_on(self, staff_id: str, sealed: str, step: int, recovery: Collection[str]) -> None: ...
    def remove(self, staff_id: str) -> bool: ...
    def use_step(self, staff_id: str, step: int) -> bool:
        """Remember that a code of this step was used; False where one of it or a later one was before."""
        ...

    def use_recovery(self, staff_id: str, hashed: str) -> bool:
        """Take a recovery code away; False where there is none such."""
        ...

    def renew_recovery(self, staff_id: str, recovery: Collection[str]) -> None: ...
    def open_half(self, member: StaffMember) -> str:
        """The password was right: a token with which the code may be given, for some minutes."""
        ...

    def of_half(self, token: str) -> HalfSignIn | None: ...
    def close_half(self, token: str) -> bool:
        """End it; False where it was used or ran out."""
        ...


class Sealer(Protocol):
    """Encrypts what only this installation may read."""

    def seal(self, plain: str, about: str) -> str: ...
    def unseal(self, sealed: str, about: str) -> str:
        """Raises ValueError where it was sealed with another key, or about something else."""
        ...


@dataclass(frozen=True, slots=True)
class SecondFactorDeps:
    """Everything that its stories need. `issuer` is what the app shows beside the login."""

    desk: DeskDeps
    factors: SecondFactors
    sealer: Sealer
    issuer: str
