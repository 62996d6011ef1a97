"""The ledger and what proves it: hash chain, checkpoints, erasure, backup, recovery."""
