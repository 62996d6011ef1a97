"""The law's rows as values: quiet hours, consent, and where a customer may be."""
