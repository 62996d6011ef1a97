"""RQ entry points: the worker process, its drain job, and the relay."""
