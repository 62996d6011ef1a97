"""A Twilio that runs on this machine: REST API, signed webhooks, opt-out handling, faults, a witness log.

It imports nothing else of this project, so that a mistake shared by both sides cannot hide.
Accepted limits: one account, messages only (no voice, no WhatsApp); what has no source is in ASSUMPTIONS.md.
"""
