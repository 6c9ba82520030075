"""Written talks of managers of graded skill, and how they are read and played."""
