"""Accounts, sessions, second factors and API keys."""
