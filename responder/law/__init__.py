"""The law as data: rows of hours, caps and consent, places and time zones, read at start."""
