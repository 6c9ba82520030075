"""Rubric, assessments, deductions, stage statistics."""
