"""Personal data hidden before a text leaves the server, and put back into what returns."""

from .masker import Masked, Masker

__all__ = ["Masked", "Masker"]
