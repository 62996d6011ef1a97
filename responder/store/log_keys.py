"""The keys of the reading of the provider's log."""

from abc import abstractmethod


class LogKeys:
    """A part of `Keys`."""

    __slots__ = ()

    @abstractmethod
    def _tag(self, shard: str) -> str: ...

    @property
    def fresh(self) -> str:
        """Hash: our number -> the time (ms) up to which its inbound log has been read completely."""
        return f"{self._tag('meta')}:fresh"

    @property
    def far_reads(self) -> str:
        """Hash: our number -> when (ms) its log was last read from two days back."""
        return f"{self._tag('meta')}:far_reads"

    @property
    def log_notes(self) -> str:
        """Hash: what is noted about reading the provider's log, such as how far the past of a number is."""
        return f"{self._tag('meta')}:log_notes"

    @property
    def log_request(self) -> str:
        """String: the provider's log is to be read at once."""
        return f"{self._tag('meta')}:log_request"

    def webhook_texts(self, shard: str) -> str:
        """Sorted set: `<provider id> <our address>` of the texts that webhooks brought, by time (ms)."""
        return f"{self._tag(shard)}:webhook_texts"

    @property
    def gaps(self) -> str:
        """Hash: `noted` and `read`, counts of the moments at which texts may not have reached us; `why`, `at`
        of the last one; `watched` once a web process has said that it listens; `server`, the run of the
        server that was met last.
        """
        return f"{self._tag('meta')}:gaps"

    @property
    def listening(self) -> str:
        """String with a life of seconds: the web server that listens for texts."""
        return f"{self._tag('meta')}:listening"

    @property
    def farewell(self) -> str:
        """String with a minute's life: the web server that has stopped listening last."""
        return f"{self._tag('meta')}:farewell"
