"""What every page of the console shares: sign-in, forms, errors, caching, navigation."""
