"""Statements that count what was written, name for name as the product's actions count it."""

from __future__ import annotations

# (name, day, member, value) of everything that adds up over days: analysis.rules.counts, recovery.STEPS, payments.DEAL
BY_DAY = """
    CREATE TEMP TABLE counted AS
    WITH judged AS (SELECT * FROM staged WHERE judged),
    graded AS (
        SELECT day, manager_id, round(1000 * mean) AS milli FROM judged
        CROSS JOIN LATERAL (SELECT avg(score) AS mean FROM unnest(scores) AS score) AS quality WHERE mean IS NOT NULL
    ),
    steps AS (
        SELECT c.manager_id, name, (at AT TIME ZONE %(zone)s)::date AS day FROM recovery_losscase AS c
        CROSS JOIN LATERAL (VALUES ('case.lost', lost_at), ('case.recommended', recommended_at),
            ('case.contacted', contacted_at), ('case.agreed', agreed_at), ('case.paid', paid_at)) AS step (name, at)
        WHERE c.company_id = %(company)s AND at IS NOT NULL
    ),
    returned AS (
        SELECT c.manager_id, (p.paid_at AT TIME ZONE %(zone)s)::date AS day, 100 * p.amount AS kopecks
        FROM recovery_losscase AS c JOIN clients_payment AS p ON p.deal_id = c.returned_deal_id
        WHERE c.company_id = %(company)s
    )
    SELECT 'call' AS name, day, manager_id AS member_id, count(*) AS value FROM judged GROUP BY 1, 2, 3
    UNION ALL SELECT 'outcome.' || outcome, day, manager_id, count(*) FROM judged GROUP BY 1, 2, 3
    UNION ALL SELECT 'score.' || stage || '.' || scores[stage], day, manager_id, count(*)
              FROM judged, generate_series(1, 5) AS stage WHERE scores[stage] IS NOT NULL GROUP BY 1, 2, 3
    UNION ALL SELECT 'quality.milli', day, manager_id, sum(milli) FROM graded GROUP BY 1, 2, 3
    UNION ALL SELECT 'quality.calls', day, manager_id, count(*) FROM graded GROUP BY 1, 2, 3
    UNION ALL SELECT name, day, manager_id, count(*) FROM steps GROUP BY 1, 2, 3
    UNION ALL SELECT 'returned.kopecks', day, manager_id, sum(kopecks) FROM returned GROUP BY 1, 2, 3
    UNION ALL SELECT 'returned.deal', day, manager_id, count(*) FROM returned GROUP BY 1, 2, 3
    UNION ALL SELECT 'deal', counted_day, counted_manager_id, count(*) FROM clients_deal
              WHERE company_id = %(company)s AND counted_day IS NOT NULL GROUP BY 1, 2, 3
"""

TALLIES = (
    BY_DAY,
    """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT %(company)s, name, member_id, grain, CASE grain WHEN 'd' THEN day
           WHEN 'w' THEN date_trunc('week', day)::date ELSE date_trunc('month', day)::date END AS start, sum(value)
    FROM counted, unnest(ARRAY['d', 'w', 'm']) AS grain GROUP BY name, member_id, grain, start
    ORDER BY start, grain, name, member_id  -- as folding writes them, day by day
    """,
    """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT %(company)s, 'lead', member_id, grain, start, count(*) FROM clients_leadseen
    WHERE company_id = %(company)s GROUP BY member_id, grain, start
    """,
    """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT %(company)s, CASE grain WHEN 'w' THEN 'lead.first.week' ELSE 'lead.first.month' END AS name, member_id, 'd',
           first_day, count(*)
    FROM clients_leadseen WHERE company_id = %(company)s AND grain <> 'd' GROUP BY 2, member_id, first_day
    """,
    """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT %(company)s, 'lead.first.start', member_id, 'd', first_day, count(*)
    FROM (SELECT DISTINCT ON (client_id) member_id, first_day FROM clients_leadseen
          WHERE company_id = %(company)s AND grain = 'd' AND start >= %(started_on)s
          ORDER BY client_id, start) AS firsts
    GROUP BY member_id, first_day
    """,
    # How many weeks ago each week's lead was last seen: clients.actions.LEAD_AFTER
    """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT %(company)s, 'lead.after.' || ago, member_id, grain, CASE grain WHEN 'd' THEN first_day ELSE start END,
           count(*)
    FROM (SELECT member_id, start, first_day,
                 least(9, coalesce((start - lag(start) OVER (PARTITION BY client_id ORDER BY start)) / 7, 9)) AS ago
          FROM clients_leadseen WHERE company_id = %(company)s AND grain = 'w') AS seen,
         unnest(ARRAY['d', 'w']) AS grain
    GROUP BY 2, 3, 4, 5
    """,
    # What is still to be done, by the day from which it is late: recovery.waiting
    """
    INSERT INTO tallies_tally (company_id, name, member_id, grain, start, value)
    SELECT %(company)s, 'advice.waiting', manager_id, grain,
           CASE grain WHEN 'd' THEN day ELSE date_trunc('month', day)::date END AS start, count(*)
    FROM (SELECT manager_id, CASE WHEN marked_at IS NULL THEN (due_at AT TIME ZONE 'UTC')::date
                 ELSE DATE '9999-12-31' END AS day
          FROM recovery_recommendation WHERE company_id = %(company)s AND closed_at IS NULL) AS waiting,
         unnest(ARRAY['d', 'm']) AS grain
    GROUP BY manager_id, grain, start
    """,
    # What the last minute added and no job has folded yet: reads add it to the sums.
    """
    INSERT INTO tallies_entry (company_id, name, member_id, grain, start, value)
    SELECT %(company)s, name, member_id, grain, start, 1 FROM tallies_tally, generate_series(1, 3)
    WHERE company_id = %(company)s AND start >= %(now)s::date - 31 AND name IN ('call', 'outcome.lost', 'quality.calls')
    """,
    """
    UPDATE tallies_tally AS tally SET value = tally.value - 3
    WHERE company_id = %(company)s AND start >= %(now)s::date - 31
      AND name IN ('call', 'outcome.lost', 'quality.calls')
    """,
)
