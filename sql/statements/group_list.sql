-- The groups that operators have made, of all rounds or the one named, in one line each.
-- $1 round, or NULL for all
SELECT peer_group.round, id, owner, label_de, label_en, count(*) AS members
FROM peer_group
JOIN peer_group_member AS member
     ON member.round = peer_group.round AND member.peer_group = peer_group.id
WHERE $1::text IS NULL OR peer_group.round = $1
GROUP BY peer_group.round, id, owner, label_de, label_en
ORDER BY peer_group.round, id COLLATE "C";
