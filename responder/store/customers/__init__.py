"""Customers in Redis: records, lists, names, uploads, and how they are forgotten."""
