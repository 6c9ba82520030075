"""A call, its parties, its recording, its status."""
