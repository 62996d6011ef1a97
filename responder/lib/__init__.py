"""What knows nothing of the product: logs, checks of values, files that only we may read."""
