"""What only tests switch on: faults at named places."""
