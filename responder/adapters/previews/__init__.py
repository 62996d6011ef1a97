"""What would be wrong with a file before an operator installs it."""
