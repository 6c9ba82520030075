"""Statements that write clients, calls and their judgements. Parameters: see ``fill.parameters``.

``draw(n, salt, most)`` is a fixed draw of 0…most-1: the same size always gives the same company.
"""

from __future__ import annotations

STAGED = (
    """
    CREATE FUNCTION pg_temp.draw(n bigint, salt int, most int) RETURNS int LANGUAGE sql IMMUTABLE
    RETURN ((hashint8extended(n, salt) & 9223372036854775807) % most)::int
    """,
    """
    CREATE TEMP TABLE staged AS
    SELECT n, %(call)s + n AS id, %(client)s + c AS client_id, started_at,
           (%(managers)s::bigint[])[1 + pg_temp.draw(c, 11, cardinality(%(managers)s::bigint[]))] AS manager_id,
           (started_at AT TIME ZONE %(zone)s)::date AS day,
           pg_temp.draw(n, 3, 100) >= 3 AS judged,
           CASE WHEN o < 55 THEN 'lost' WHEN o < 85 THEN 'success' WHEN o < 95 THEN 'not_sales' ELSE 'interrupted'
           END AS outcome,
           CASE WHEN o BETWEEN 85 AND 94 THEN array_fill(NULL::smallint, ARRAY[5])
           ELSE ARRAY[4 + pg_temp.draw(n, 21, 7), 2 + pg_temp.draw(n, 22, 9), 2 + pg_temp.draw(n, 23, 9),
                CASE WHEN pg_temp.draw(n, 26, 10) < 3 THEN NULL ELSE pg_temp.draw(n, 24, 11) END,
                1 + pg_temp.draw(n, 25, 10)]::smallint[] END AS scores
    FROM (SELECT n, pg_temp.draw(n, 2, 100) AS o,
                 greatest(1, least(%(clients)s, n * %(clients)s / %(calls)s + pg_temp.draw(n, 1, 200) - 100)) AS c,
                 %(now)s::timestamptz - interval '365 days' * (%(calls)s - n)::float / %(calls)s AS started_at
          FROM generate_series(1, %(calls)s::bigint) AS n) AS drawn
    """,
    "ANALYZE staged",
)

CLIENTS = (
    """
    INSERT INTO clients_client (id, company_id, name, note, do_not_call, created_at)
    SELECT %(client)s + c, %(company)s,
           (ARRAY['Анна','Борис','Вера','Глеб','Дина','Егор','Жанна','Захар'])[1 + pg_temp.draw(c, 31, 8)] || ' ' ||
           (ARRAY['Орлова','Седых','Мороз','Дюма','Ким'])[1 + pg_temp.draw(c, 32, 5)] || ' ' || c,
           '', false, %(now)s FROM generate_series(1, %(clients)s::bigint) AS c
    """,
    """
    INSERT INTO clients_clientword (company_id, client_id, word)
    SELECT %(company)s, id, word FROM clients_client, regexp_split_to_table(lower(name), ' ') AS word
    WHERE company_id = %(company)s
    """,
    """
    INSERT INTO clients_clientphone (company_id, client_id, e164)
    SELECT %(company)s, %(client)s + c, '+79' || lpad(c::text, 9, '0') FROM generate_series(1, %(clients)s::bigint) AS c
    """,
)

CALLS = (
    """
    INSERT INTO calls_call (id, company_id, source, source_call_id, purpose, direction, state, kept_reason, started_at,
        duration_s, manager_id, manager_hint, client_id, client_name, client_phone, deal_external_id, recording_url,
        received_at, available_at, assessed_at)
    SELECT id, %(company)s, 'bench', n::text, 'live', CASE WHEN n %% 3 = 0 THEN 'in' ELSE 'out' END,
           CASE WHEN judged THEN 'assessed' ELSE 'kept' END, CASE WHEN judged THEN '' ELSE 'missed' END,
           started_at, 60 + pg_temp.draw(n, 41, 400), manager_id, '', client_id, '',
           '+79' || lpad((client_id - %(client)s)::text, 9, '0'), '', '',
           started_at + interval '5 minutes', started_at + interval '5 minutes',
           CASE WHEN judged THEN started_at + interval '7 minutes' END
    FROM staged ORDER BY n
    """,
    """
    UPDATE calls_call SET state = 'processing', assessed_at = NULL
    WHERE company_id = %(company)s AND id > %(call)s + %(calls)s - 20
    """,
    """
    INSERT INTO calls_attentionitem (company_id, call_id, code, field, details, created_at)
    SELECT %(company)s, id, 'manager_unknown', 'manager', '{"manager": "999"}', started_at
    FROM staged WHERE n %% (%(calls)s / 200) = 0
    """,
)

JUDGED = (
    """
    INSERT INTO analysis_assessment (id, company_id, call_id, author, engine, rubric_id, outcome, lost_reason,
        other_reasons, lost_stage, lost_quote, lost_utterance, lost_at_s, greeting, discovery, presentation, objections,
        closing, step_agreed, step_what, step_when, created_at)
    SELECT %(assessment)s + n, %(company)s, id, 'ai', 'local', %(rubric)s, outcome,
           CASE WHEN outcome = 'lost'
           THEN (ARRAY['refusal', 'unhandled_objection', 'no_next_step'])[1 + pg_temp.draw(n, 51, 3)] ELSE '' END,
           '{}', CASE WHEN outcome = 'lost' THEN 1 + pg_temp.draw(n, 52, 5) END,
           CASE WHEN outcome = 'lost' THEN 'Нет, это дорого, мы ещё подумаем и сами вам наберём.' ELSE '' END,
           CASE WHEN outcome = 'lost' THEN 6 END, CASE WHEN outcome = 'lost' THEN 42.5 END,
           scores[1], scores[2], scores[3], scores[4], scores[5], outcome = 'success', '', '',
           started_at + interval '6 minutes'
    FROM staged WHERE judged ORDER BY n
    """,
    """
    INSERT INTO analysis_callresult (company_id, call_id, assessment_id, purpose, manager_id, client_id, started_at,
        outcome, lost_stage, scores)
    SELECT %(company)s, id, %(assessment)s + n, 'live', manager_id, client_id, started_at, outcome,
           CASE WHEN outcome = 'lost' THEN 1 + pg_temp.draw(n, 52, 5) END, scores
    FROM staged WHERE judged ORDER BY n
    """,
)

DETAILS = (
    """
    INSERT INTO speech_transcript (company_id, call_id, source, times, utterances, speakers_by, figures, created_at)
    SELECT %(company)s, id, 'telephony', 'given', %(utterances)s::jsonb, 'source', '{}'::jsonb, started_at
    FROM staged WHERE judged AND n > %(calls)s - %(detailed)s
    """,
    """
    INSERT INTO analysis_deduction (company_id, assessment_id, stage, code, rule, points, quote, utterance, at_s)
    SELECT %(company)s, %(assessment)s + n, stage, 'bench-' || stage || '-' || pg_temp.draw(n, 60 + stage, 4),
           'не подытожил потребность своими словами', 2, 'Ну, у нас такие цены.', 6, 18.0
    FROM staged, generate_series(1, 5) AS stage
    WHERE judged AND n > %(calls)s - %(detailed)s AND scores[stage] < 9
    """,
    """
    INSERT INTO analysis_callobjection (company_id, assessment_id, quote, utterance, at_s, kind, handled)
    SELECT %(company)s, %(assessment)s + n, 'Ой, это дорого.', 5, 15.0, 'price', outcome = 'success'
    FROM staged WHERE judged AND n > %(calls)s - %(detailed)s AND scores[4] IS NOT NULL
    """,
    """
    INSERT INTO pipeline_step (company_id, call_id, name, state, attempts, error, started_at, finished_at)
    SELECT %(company)s, id, name, 'done', 1, '', started_at, started_at
    FROM staged, unnest(%(steps)s::text[]) AS name WHERE judged AND n > %(calls)s - %(detailed)s
    """,
)
