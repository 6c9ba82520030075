"""Figures of the company in scope, from tallies: their cost does not grow with the number of calls.

- ``company.agreement``: what the company agreed on (baseline, cheque, start) as the rules take it;
- ``days.read``: counts by day, from which any span's counts are made;
- ``main_report.main_report``: the five figures, the pilot's goal, weeks and months of Обзор;
- ``team.team``: managers with stages, conversion, quality over a span; ``team.weeks_of``: one by weeks.

All arithmetic is in ``mentor.analytics.rules``; here counts are only read and handed over.
"""
