"""What a number agreed to: transitions, decisions, the order of events, the basis of marketing."""
