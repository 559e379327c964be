-- The releases of a round, newest first, with what each changed and why, and how many self-checks
-- wait for the next one, as a document. No row: there is no such round.
-- $1 round, $2 whether releases under embargo are seen
SELECT json_build_object(
    'round', round.id,
    'releases', coalesce((
        SELECT json_agg(json_build_object(
            'release', release.number,
            'publishedAt', to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'visibleFrom', to_char(visible_from AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'final', is_final,
            'versions', change.versions,
            'added', change.added,
            'corrected', change.corrected,
            'withdrawn', change.withdrawn,
            'joined', change.joined,
            'left', change."left",
            'causes', to_json(array_remove(ARRAY[
                CASE WHEN release.number > 1 AND change.added > 0 THEN 'late' END,
                CASE WHEN change.corrected > 0 THEN 'corrected' END,
                CASE WHEN change.withdrawn > 0 THEN 'withdrawn' END,
                CASE WHEN release.number > 1 AND change.joined + change."left" > 0
                     THEN 'roster' END,
                CASE WHEN change.is_other_method THEN 'method' END], NULL)),
            'sha256', (SELECT sha256 FROM release_form AS form
                       WHERE form.round = release.round AND form.number = release.number
                         AND form.form = 'json')) ORDER BY release.number DESC)
        FROM release
        CROSS JOIN LATERAL release_changes(release.round, release.number) AS change
        WHERE release.round = round.id AND (visible_from <= now() OR $2::boolean)), '[]'),
    'waiting', (SELECT added + corrected + withdrawn
                FROM self_check_changes(round.id,
                                        coalesce(release_newest(round.id, $2::boolean), 0)))
    )::text AS document
FROM round
WHERE round.id = $1;
