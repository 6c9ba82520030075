"""The local persona: a dialogue manager that needs nothing but this machine.

``hearing`` tells what the manager just did, ``doubts`` and ``mood`` are what that does to the client, ``course``
decides what the client answers, ``wording`` says it, ``engine`` is the port's adapter.
"""

from .engine import LocalPersona

__all__ = ["LocalPersona"]
