-- The lines of the audit behind one of them, chain by chain, with the fields of audit_hash() as it
-- takes them.
-- $1 chain, $2 number, $3 how many
SELECT chain, number, (extract(epoch FROM at) * 1000000)::bigint AS at, actor, action, round,
       municipality, subject, details::text AS details, previous, hash
FROM audit
WHERE (chain, number) > ($1, $2::bigint)
ORDER BY chain, number
LIMIT $3::integer;
