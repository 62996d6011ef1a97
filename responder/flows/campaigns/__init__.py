"""Messages to many: written, checked, sent, watched, reported."""
