"""The only place that knows Redis: keys, records, three scripts and the store that calls them."""
