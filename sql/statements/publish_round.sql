-- What a run has to know of its round: edition, whether anything is new, whether it has ended, the
-- last release and its document.
-- $1 round
SELECT round.edition, edition.document AS catalogue, round_has_news(round) AS has_news,
       round_ends_at(round) <= now() AS is_final,
       coalesce(newest.number, 0) AS last_release, newest.body AS last_document,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS published_at
FROM round
JOIN edition ON edition.id = round.edition
LEFT JOIN LATERAL (
    SELECT release.number, form.body
    FROM release
    JOIN release_form AS form USING (round, number)
    WHERE release.round = round.id AND form.form = 'json'
    ORDER BY release.number DESC LIMIT 1) AS newest ON true
WHERE round.id = $1;
