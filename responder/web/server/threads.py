"""How many threads the web server has. Apart from the application, so that who starts it need not load it."""

BLOCKING_THREADS = 128
"""Threads of one web process, made when they are needed. A request holds one while its body comes in, so a
hundred that never end must not keep a STOP out (`tests/product/test_sockets.py`). How many of them work at a
time is decided by `fair_queue.py`."""
