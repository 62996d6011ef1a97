"""What an operator sets: the environment, the business file and its tables, checked at start."""
