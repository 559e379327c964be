-- Makes a group for a round, with its members.
-- $1 round, $2 id, $3 owner, $4 label_de, $5 label_en, $6 members: a list of keys
WITH made AS (
    INSERT INTO peer_group (round, id, owner, label_de, label_en)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING round, id)
INSERT INTO peer_group_member (round, peer_group, municipality)
SELECT made.round, made.id, key FROM made, json_array_elements_text($6::json) AS key
RETURNING municipality;
