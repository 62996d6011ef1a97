"""Messages to many, and the opt-out rate that pauses them."""
