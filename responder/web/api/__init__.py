"""`/api/v1`: JSON in, the flow that the command line calls, JSON out. There is no way to subscribe (I3)."""
