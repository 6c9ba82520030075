"""How fast the fast things are, each beside its limit or its peer measured in the same run. ``make bench``."""

import config  # noqa: F401 - numpy's threads as every process of the product has them
