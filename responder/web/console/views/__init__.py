"""Parts of pages: people, threads, the composer, charts, the audit log."""
