"""Accounts of staff, what each may do, and the second factor."""
