"""The arithmetic of conversion, growth and money: pure functions over rows and counts, no Django, no I/O.

Two layers, each usable without the other.

Events to counts. ``events.Book`` holds rows as they come (``SalesCall``, ``CrmLead``, ``Deal``,
``Payment``, ``Loss``, ``Recommendation``, ``clients.ClientRecord``); ``Book.settle(zone=, now=)`` makes a
``Ledger`` of them: one row an id, one id a client, UTC, nothing after now. From a ledger:

- ``leads.unique_leads``, ``deals.successful_deals``;
- ``returns.cases``, then ``steps``, ``cohort_steps``, ``returned_payments``; ``pending_money``;
- ``figures.period_counts``, ``money_counts``, ``stand_in_baseline``;
- ``checks.contradictions(book, terms)`` names input that cannot be true at once; counts never fail on it.

Counts to figures. ``counts`` (``PeriodCounts``, ``LeadCount``, ``DealCount``, ``ReturnedPayment``,
``Steps``) and ``money.MoneyCounts`` are small enough to be fed from database tallies. From them:

- ``figures.Growth``: difference, relative change, interval, certainty; ``interval.newcombe``, ``wilson``;
- ``money.growth_money``, ``growth_parts``, ``returned_parts`` (by manager, day or client: exact sums),
  ``fee``, ``growth_inputs`` (the numbers of the arithmetic panel);
- ``statement``: the monthly statement, with carried falls and corrections of signed months;
- all together: ``figures.figures_from_counts``.

Both at once: ``figures.figures_from_events(book, terms=, period=, now=)``. ``figures.printed`` gives the
output form; rounding happens in ``printing`` alone. ``periods``: spans and what they are compared with;
``terms``: a company's agreed values. Shares and roubles are exact ``Fraction``; unknown is None.
"""
