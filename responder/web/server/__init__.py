"""The server below every application: limits, queues, slow clients, health and metrics."""
