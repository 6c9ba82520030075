"""Values as telephonies write them: the rules that all providers share."""

from __future__ import annotations

from mentor.providers.values import moment, needed, plain, seconds, yes

__all__ = ["moment", "needed", "plain", "seconds", "yes"]
