-- Notes that a token was used, at most once a minute. Its commit waits for no disk and no standby, so
-- it is alone in its unit: losing it would do no harm, losing a version would.
-- $1 id
SELECT set_config('synchronous_commit', 'off', true), token_note_use($1::bigint);
