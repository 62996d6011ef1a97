"""Responder: SMS keyword responder and consent manager. Start at `responder/flows/__init__.py`."""
