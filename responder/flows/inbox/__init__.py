"""What staff do at the desk: conversations, help, reviews, unsent messages, media."""
