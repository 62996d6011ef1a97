"""Messages that leave: written, judged by the gate, handed over, and what became of them."""
