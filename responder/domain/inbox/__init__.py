"""What waits for a person: queues, help, notices, quick replies, attachments."""
