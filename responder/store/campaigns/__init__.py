"""Messages to many and the counts beside them, in Redis."""
