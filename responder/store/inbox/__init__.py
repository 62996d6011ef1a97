"""What staff work through, in Redis: conversations, queues, appointments, notices, media."""
