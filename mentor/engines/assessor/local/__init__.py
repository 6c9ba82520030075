"""The local assessor: acts are tagged in context, then the rubric's rules are applied to the tags."""

from .engine import LocalAssessor

__all__ = ["LocalAssessor"]
