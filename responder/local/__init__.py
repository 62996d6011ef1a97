"""`bin/up`: the product on one machine, each part a process that it starts, watches and ends."""
