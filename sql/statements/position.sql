-- What a municipality's position is made of: its current version, and the newest release that can
-- be seen with what it holds of the municipality. No row: no such round or municipality. The
-- version is NULL as long as nothing is handed in, the release as long as there is none.
-- $1 round, $2 municipality
SELECT version.number, version.edition, array_to_string(version."values", ',') AS "values",
       array_to_string(version.states, ',') AS states,
       array_to_string(version.planned, ',') AS planned, version.content,
       participant.inhabitants, participant.parent,
       included.version AS included, form.body AS release,
       audit_effect(version.number::text)
FROM participant
LEFT JOIN self_check USING (round, municipality)
LEFT JOIN version ON version.round = participant.round
     AND version.municipality = participant.municipality AND version.number = self_check.current
LEFT JOIN release_form AS form ON form.round = participant.round AND form.form = 'json'
     AND form.number = release_newest(participant.round, false)
LEFT JOIN release_version AS included ON included.round = form.round
     AND included.number = form.number AND included.municipality = participant.municipality
WHERE participant.round = $1 AND participant.municipality = $2;
