"""Accounts of staff, their sessions and second factors, in Redis."""
