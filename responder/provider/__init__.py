"""The only place that knows Twilio: signatures, webhook fields, the REST API and its error codes."""
