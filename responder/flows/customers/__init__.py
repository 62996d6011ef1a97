"""Customers and numbers in lists: in, out, opted out, and where they live."""
