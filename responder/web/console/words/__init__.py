"""What the console says of values, in the staff member's language."""
