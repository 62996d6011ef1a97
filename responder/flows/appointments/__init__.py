"""The diary: appointments, their reminders, and what customers reply."""
