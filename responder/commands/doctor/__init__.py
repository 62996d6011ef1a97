"""`bin/responder doctor`: what has to be right for the promises to hold, and whether it is."""
