"""A year of a company's life written straight into the tables: calls, judgements, cases, deals, counts.

What pages list and count is there for every call. What only the page of one call reads (transcript, deductions,
objections, steps) is there for the newest calls: see ``fill.DETAILED``.
"""
