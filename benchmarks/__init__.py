"""How fast the fast things are, each beside its limit or its peer measured in the same run. ``make bench``."""
