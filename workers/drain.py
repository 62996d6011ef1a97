"""The one RQ job: hand over what is due. It carries no data; the outbox in Redis says what to do."""

from workers.process import running


def drain() -> int:
    """Hand over due messages for at most 20 s; RQ keeps the count of those tried as the job's result."""
    return running().drain()
