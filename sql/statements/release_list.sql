-- The releases of a round, newest first, with what each changed, and how many self-checks wait for
-- the next one, as a document. No row: there is no such round.
-- $1 round
SELECT json_build_object(
    'round', round.id,
    'releases', coalesce((
        SELECT json_agg(json_build_object(
            'release', release.number,
            'publishedAt', to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'final', is_final,
            'versions', changes.versions,
            'added', changes.added,
            'corrected', changes.corrected,
            'sha256', (SELECT sha256 FROM release_form AS form
                       WHERE form.round = release.round AND form.number = release.number
                         AND form.form = 'json')) ORDER BY release.number DESC)
        FROM release, LATERAL (
            SELECT count(*) AS versions,
                   count(*) FILTER (WHERE before.version IS NULL) AS added,
                   count(*) FILTER (WHERE before.version <> after.version) AS corrected
            FROM release_version AS after
            LEFT JOIN release_version AS before ON before.round = after.round
                 AND before.number = after.number - 1
                 AND before.municipality = after.municipality
            WHERE after.round = release.round AND after.number = release.number) AS changes
        WHERE release.round = round.id), '[]'),
    'waiting', (
        SELECT count(*) FROM self_check
        WHERE self_check.round = round.id
          AND NOT EXISTS (
              SELECT FROM release_version AS included
              WHERE included.round = round.id
                AND included.number = (SELECT max(number) FROM release WHERE round = round.id)
                AND included.municipality = self_check.municipality
                AND included.version = self_check.current)))::text AS document
FROM round
WHERE round.id = $1;
