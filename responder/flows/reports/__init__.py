"""What happened, added up by the hour."""
