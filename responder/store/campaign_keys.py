"""The keys of messages to many: all in one slot; they hold customers' and messages' ids, and no number."""

from abc import abstractmethod


class BulkKeys:
    """A part of `Keys`."""

    __slots__ = ()

    @abstractmethod
    def _tag(self, shard: str) -> str: ...

    def bulk(self, bulk_id: str) -> str:
        """Hash: `version`, and `record` as JSON."""
        return f"{self._tag('meta')}:bulk:{bulk_id}"

    def of_bulk(self, what: str, bulk_id: str) -> str:
        """What belongs to one: `bulk_todo`, `bulk_promised`, `bulk_states`, … (`store/bulks`)."""
        return f"{self._tag('meta')}:bulk_{what}:{bulk_id}"

    @property
    def bulks(self) -> str:
        """Sorted set: bulk ids by when they were made."""
        return f"{self._tag('meta')}:bulks"

    @property
    def bulks_watched(self) -> str:
        """Set: ids of bulks that the relay looks after."""
        return f"{self._tag('meta')}:bulks_watched"

    @property
    def bulks_held(self) -> str:
        """Hash: id of a bulk none of whose messages may go -> paused or stopped."""
        return f"{self._tag('meta')}:bulks_held"

    @property
    def opt_out_alarms(self) -> str:
        """Hash: sender id -> `<since ms> <rule>` while its opt-out rate is over the line (CA-26)."""
        return f"{self._tag('meta')}:opt_out_alarms"

    def marketing_off(self, shard: str) -> str:
        """Set: the shard's numbers that get no marketing until their START (US-09); changed in the commit."""
        return f"{self._tag(shard)}:marketing_off"

    def marketing_by_day(self, shard: str) -> str:
        """Hash: `<day>:<sender id> marketing` -> texts that sold, counted by the claim (CA-08)."""
        return f"{self._tag(shard)}:sent_by_day"
