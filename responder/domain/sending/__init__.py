"""Whether a message may go, what must be in it, and what becomes of it: the gate and its rules."""
