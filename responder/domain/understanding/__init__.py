"""What a customer's words mean: keywords, grammar, misspellings, languages."""
