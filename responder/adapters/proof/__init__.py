"""What proves and keeps: the opt-out journal, signatures, encryption, checkpoints elsewhere, media."""
