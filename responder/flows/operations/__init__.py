"""What keeps the processes right: heartbeats, clocks, migrations."""
