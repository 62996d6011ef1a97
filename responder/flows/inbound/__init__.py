"""Texts that arrive: by webhook, by the provider's log, and what a person decides about them."""
