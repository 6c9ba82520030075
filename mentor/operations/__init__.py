"""Health, the supervisor of one machine, audit view."""
