"""The ledger, the stream for the journal, erasure and backup, in Redis."""
