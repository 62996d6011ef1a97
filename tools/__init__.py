"""What makes files of this project out of others: run by hand, checked by tests."""
