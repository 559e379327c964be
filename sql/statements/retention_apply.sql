-- Erases what is older than it may be; rounds are those whose time is over.
-- $1 days after the end of a round, or NULL, $2 days after the end of a token, or NULL
SELECT coalesce(nullif(rounds, ''), '-') AS rounds, versions, withdrawals, drafts, tokens
FROM retention_apply($1::integer, $2::integer);
