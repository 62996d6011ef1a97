"""Twilio's REST API as the simulator answers it."""
