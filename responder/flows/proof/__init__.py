"""The ledger's way out, checkpoints, the opt-out journal, erasure, backup and recovery."""
