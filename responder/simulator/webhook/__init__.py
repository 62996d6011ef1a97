"""The simulator's calls to the business: made, signed, and their answers read."""
