"""What the ports stand for outside Redis and the provider: the queue, mail, files, templates, signatures."""
