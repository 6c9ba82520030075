"""The local family of the judge."""

from .engine import LocalJudge

__all__ = ["LocalJudge"]
