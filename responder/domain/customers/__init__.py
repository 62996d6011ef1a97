"""Customers, and the lists in which they come in and go out."""
