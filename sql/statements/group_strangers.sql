-- Which of these municipalities do not take part in a round.
-- $1 round, $2 keys, a list
SELECT key
FROM json_array_elements_text($2::json) AS key
WHERE NOT EXISTS (SELECT FROM participant WHERE round = $1 AND municipality = key)
ORDER BY key COLLATE "C";
