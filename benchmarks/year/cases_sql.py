"""Statements that write lost clients, what was recommended, and what was paid.

Every client's first lost call opens a case, and every fourth one after it: about one case for three lost calls.
Half of the clients were spoken to again, a quarter agreed, a seventh paid. The last case of a client that never paid
stays open, and so does its recommendation, as the product leaves them.
"""

from __future__ import annotations

CASES = (
    """
    CREATE TEMP TABLE cased AS
    SELECT *, %(case)s + row_number() OVER (ORDER BY n) AS case_id, heard AND luck < 25 AS agreed,
           heard AND luck < 14 AND next_at + interval '2 days' < %(now)s AS paid,
           (next_at + interval '2 days') AS paid_at
    FROM (
        SELECT *, lead(n) OVER (PARTITION BY client_id ORDER BY n) IS NULL AS last,
               pg_temp.draw(n, 71, 100) AS luck,
               coalesce(pg_temp.draw(n, 71, 100) < 50 AND next_at > started_at + interval '20 minutes', false) AS heard
        FROM (
            SELECT *, row_number() OVER (PARTITION BY client_id ORDER BY n) AS nth
            FROM (
                SELECT *, lead(id) OVER by_time AS next_id, lead(started_at) OVER by_time AS next_at
                FROM staged WHERE judged AND outcome IN ('lost', 'success')
                WINDOW by_time AS (PARTITION BY client_id ORDER BY n)
            ) AS spoken WHERE outcome = 'lost'
        ) AS lost WHERE nth %% 4 = 1
    ) AS drawn
    """,
    "CREATE UNIQUE INDEX ON cased (case_id)",
    "ANALYZE cased",
    """
    INSERT INTO clients_deal (id, company_id, client_id, manager_id, external_id, title, created_at, counted_day,
        counted_manager_id, returned_case_id)
    SELECT %(deal)s + row_number() OVER (ORDER BY paid_at), %(company)s, client_id, manager_id, '', '', paid_at,
           (paid_at AT TIME ZONE %(zone)s)::date, manager_id, case_id
    FROM (
        SELECT client_id, manager_id, paid_at, case_id FROM cased WHERE paid
        UNION ALL
        SELECT client_id, manager_id, started_at + interval '2 days', NULL FROM staged
        WHERE judged AND outcome = 'success' AND pg_temp.draw(n, 81, 100) < 40
          AND started_at + interval '2 days' < %(now)s
    ) AS won
    """,
    """
    INSERT INTO clients_payment (company_id, deal_id, amount, paid_at, source, external_id, created_at)
    SELECT %(company)s, id, 30000 + 1000 * pg_temp.draw(id, 82, 60), created_at, 'crm', '', created_at
    FROM clients_deal WHERE company_id = %(company)s
    """,
    """
    INSERT INTO recovery_losscase (id, company_id, client_id, manager_id, call_id, assessment_id, is_archive,
        lost_reason, lost_stage, quote, lost_at, recommended_at, contacted_at, agreed_at, paid_at, returned_deal_id,
        closed_at, close_reason, counted, created_at)
    SELECT case_id, %(company)s, cased.client_id, cased.manager_id, cased.id, %(assessment)s + n, false,
           (ARRAY['refusal', 'unhandled_objection', 'no_next_step'])[1 + pg_temp.draw(n, 51, 3)],
           1 + pg_temp.draw(n, 52, 5), 'Нет, это дорого, мы ещё подумаем и сами вам наберём.',
           started_at, started_at + interval '10 minutes', CASE WHEN heard THEN next_at END,
           CASE WHEN agreed THEN next_at END, CASE WHEN paid THEN paid_at END, deal.id,
           CASE WHEN paid THEN paid_at WHEN NOT last THEN started_at + interval '1 hour' END,
           CASE WHEN paid THEN 'returned' WHEN NOT last THEN 'bought_itself' ELSE '' END,
           jsonb_build_array(jsonb_build_array('case.lost', day, cased.manager_id, 1),
                             jsonb_build_array('case.recommended', day, cased.manager_id, 1)), started_at
    FROM cased LEFT JOIN clients_deal AS deal ON deal.returned_case_id = case_id AND deal.company_id = %(company)s
    ORDER BY case_id
    """,
    """
    INSERT INTO recovery_recommendation (id, company_id, case_id, call_id, manager_id, due_at, seen_at, marked_at, mark,
        snooze_reason, closed_at, close_reason, created_at)
    SELECT %(recommendation)s + case_id, %(company)s, case_id, id, manager_id, started_at + interval '1 day 10 minutes',
           CASE WHEN luck < 60 THEN started_at + interval '2 hours' END,
           CASE WHEN luck BETWEEN 40 AND 60 THEN started_at + interval '3 hours' END,
           CASE WHEN luck BETWEEN 40 AND 60 THEN 'done' ELSE '' END, '',
           CASE WHEN agreed OR paid THEN next_at WHEN NOT last THEN started_at + interval '1 hour' END,
           CASE WHEN agreed OR paid THEN 'agreed' WHEN NOT last THEN 'bought_itself' ELSE '' END,
           started_at + interval '10 minutes'
    FROM cased ORDER BY case_id
    """,
    """
    INSERT INTO recovery_recommendationversion (company_id, recommendation_id, number, why, say, engine, sources,
        created_at)
    SELECT %(company)s, %(recommendation)s + case_id, 1,
           'В этом диалоге клиент ушёл на этапе «Обработка возражений»: на «дорого» вы ответили «такие цены».',
           'Анна, вы говорили, что у соседей дешевле. Давайте сравним по составу: у нас в цену входит монтаж, '
           || 'вывоз старых рам и пять лет гарантии. Посчитать вам оба варианта к четвергу?',
           'local', '[]', started_at + interval '10 minutes'
    FROM cased ORDER BY case_id
    """,
    """
    INSERT INTO recovery_followup (company_id, recommendation_id, call_id, agreed, fulfilled, engine, error, ruled,
        created_at)
    SELECT %(company)s, %(recommendation)s + case_id, next_id, agreed, '', '', '', '', next_at FROM cased WHERE heard
    """,
)

LEADS = (
    """
    INSERT INTO clients_leadseen (company_id, client_id, grain, start, first_day, member_id)
    SELECT DISTINCT ON (grain, client_id, start) %(company)s, client_id, grain, start, day, manager_id
    FROM (
        SELECT client_id, n, day, manager_id, grain, CASE grain WHEN 'd' THEN day
               WHEN 'w' THEN date_trunc('week', day)::date ELSE date_trunc('month', day)::date END AS start
        FROM staged, unnest(ARRAY['d', 'w', 'm']) AS grain
        WHERE judged AND outcome <> 'not_sales'
    ) AS seen ORDER BY grain, client_id, start, n
    """,
)
