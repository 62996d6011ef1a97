"""What runs, on which server, by which clock, with data of which version."""
