"""Documents on the screen and as files."""
