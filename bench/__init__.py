"""The benchmarks (`bin/bench`): each checks what was done before it reports how fast. Loopback only."""
