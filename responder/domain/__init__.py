"""What texts, consent and messages mean. Pure: no I/O, no clock, no globals; `now` is a parameter."""
