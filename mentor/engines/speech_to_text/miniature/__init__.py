"""The miniature recogniser: a small network of our own, for tests and the demonstration."""

NAME = "miniature"  # its value in settings
