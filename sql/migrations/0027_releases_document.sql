-- The releases of a round are shown by the API and, in the moment in which the runs are read, by the
-- operator's page: a run that has published and a list without its release contradict each other.

-- Newest first, with what each changed and why, and how many self-checks wait for the next one.
CREATE FUNCTION releases_document(the_round text, sees_all boolean) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object(
    'round', the_round,
    'releases', coalesce((
        SELECT json_agg(json_build_object(
            'release', release.number,
            'publishedAt', moment(published_at),
            'visibleFrom', moment(visible_from),
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
        WHERE release.round = the_round AND (visible_from <= now() OR sees_all)), '[]'),
    'waiting', (SELECT added + corrected + withdrawn
                FROM self_check_changes(the_round,
                                        coalesce(release_newest(the_round, sees_all), 0))));

-- What release_changes() compares; published with every release.
GRANT SELECT (round, number, municipality, inhabitants) ON release_participant TO weltoffend;
