"""What outlives Redis: signatures, the place where checkpoints go, the opt-out journal, private files."""
