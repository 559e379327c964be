-- What a run has to know of its round: edition, whether anything is new, whether it has ended, the
-- number and the instant of the release to be made,
-- the heads of the audit. To compute a release again: those it had.
-- $1 round, $2 number of the release to be computed again, or NULL for the next one
SELECT edition.document AS catalogue,
       round_has_news(this) AS has_news,
       coalesce(again.is_final, round_ends_at(this) <= now()) AS is_final,
       coalesce(again.number, (SELECT max(number) + 1 FROM release WHERE round = $1), 1) AS number,
       to_char(coalesce(again.published_at, now()) AT TIME ZONE 'UTC',
               'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS published_at,
       CASE WHEN again.number IS NOT NULL THEN again.audit
            ELSE (SELECT json_agg(json_build_object('chain', chain, 'number', number,
                                                    'sha256', hash) ORDER BY chain)::text
                  FROM audit_head) END AS audit
FROM round AS this
LEFT JOIN release AS again ON again.round = this.id AND again.number = $2::integer
JOIN edition ON edition.id = coalesce(again.edition, this.edition)
WHERE this.id = $1 AND ($2::integer IS NULL OR again.number IS NOT NULL);
