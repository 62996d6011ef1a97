"""One file for each tab of the console."""
