-- The groups that operators have made for a round, one row per member.
-- $1 round
SELECT peer_group.id, owner, label_de, label_en, municipality
FROM peer_group
JOIN peer_group_member AS member
     ON member.round = peer_group.round AND member.peer_group = peer_group.id
WHERE peer_group.round = $1
ORDER BY peer_group.id COLLATE "C", municipality COLLATE "C";
