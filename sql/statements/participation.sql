-- Who takes part in a round and who has handed in; nothing of what.
-- $1 round
SELECT participant.municipality, participant.name, municipality.kind, participant.inhabitants,
       self_check.current IS NOT NULL AS handed_in
FROM participant
JOIN municipality ON municipality.key = participant.municipality
LEFT JOIN self_check USING (round, municipality)
WHERE participant.round = $1
ORDER BY participant.municipality;
