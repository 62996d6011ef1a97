"""Appointments and what customers reply to their reminders."""
