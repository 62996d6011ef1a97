"""HTTP in, a flow called, HTTP out. Translation only: a route is at most a dozen lines."""
