"""What each command of `bin/responder` does; `cli.py` has the table of them."""
