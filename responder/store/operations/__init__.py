"""The server itself: its version, time, disk and queue, and who lives."""
