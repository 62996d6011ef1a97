"""The evidence of one number's consent, for a regulator, a court or the customer: a page, and JSON."""
