-- Stores a bridge between two editions. No row: the second one was not published after the first.
-- $1 from_edition, $2 to_edition, $3 document, $4 sha256,
-- $5 entries: [{"level", "change", "from_id", "to_id"}]
WITH stored AS (
    INSERT INTO edition_bridge (from_edition, to_edition, document, sha256)
    SELECT earlier.id, later.id, $3, $4
    FROM edition AS earlier, edition AS later
    WHERE earlier.id = $1 AND later.id = $2 AND earlier.published_at < later.published_at
    RETURNING id),
entry AS (
    INSERT INTO edition_bridge_entry (bridge, level, change, from_id, to_id)
    SELECT stored.id, entry.*
    FROM stored,
         json_to_recordset($5::json) AS entry (level text, change text, from_id text, to_id text))
SELECT id FROM stored;
