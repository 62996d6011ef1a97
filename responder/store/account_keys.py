"""The keys of sign-ins, lists that wait, and the audit log: a part of `keys.py`, which would be too long."""

from dataclasses import dataclass

from responder.store.keys import Keys


@dataclass(frozen=True, slots=True)
class AccountKeys:
    """The keys of one installation's staff beside their accounts and sessions."""

    keys: Keys

    @property
    def second_factors(self) -> str:
        """Set: ids of the staff members who sign in with a second factor."""
        return self.keys.shared("second_factors")

    def second_factor(self, staff_id: str) -> str:
        """Hash: `sealed`, the encrypted secret; `last_step`, the last time step of which a code was used."""
        return self.keys.shared(f"second_factor:{staff_id}")

    def recovery_codes(self, staff_id: str) -> str:
        """Set: hashes of the recovery codes that are left."""
        return self.keys.shared(f"recovery_codes:{staff_id}")

    def proposed_factor(self, staff_id: str) -> str:
        """String with a life: an encrypted secret that waits for its first code."""
        return self.keys.shared(f"proposed_factor:{staff_id}")

    def half_signed_in(self, token_hash: str) -> str:
        """Hash with a life: `staff`, whose code is awaited; `password`, the mark of what was typed."""
        return self.keys.shared(f"half_sign_in:{token_hash}")

    def halves_of(self, staff_id: str) -> str:
        """Set with a life: the token hashes of a staff member's half sign-ins."""
        return self.keys.shared(f"halves_of:{staff_id}")

    def session_used(self, token_hash: str) -> str:
        """String with a life: somebody did something in this session not long ago."""
        return self.keys.shared(f"session_used:{token_hash}")

    def known_browsers(self, staff_id: str) -> str:
        """Sorted set with a life: digests of the names of browsers that signed in, by when (ms)."""
        return self.keys.shared(f"known_browsers:{staff_id}")

    def audit_subjects(self, shard: str) -> str:
        """Hash: number -> the id under which the audit log names it (`store/staff/audit_subjects.py`)."""
        return self.keys.shared(f"audit_subjects:{shard}")

    def audit_numbers(self, shard: str) -> str:
        """Hash: such an id -> its number, until the person is erased."""
        return self.keys.shared(f"audit_numbers:{shard}")

    @property
    def uploads(self) -> str:
        """Set with a life: ids of the uploaded lists that wait."""
        return self.keys.shared("uploads")
