"""Automatic answers, reminders and campaign texts, filled from templates."""
