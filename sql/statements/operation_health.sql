-- What the operator's page of health shows of the database, as a document.
SELECT json_build_object(
    'version', current_setting('server_version'), 'size', pg_database_size(current_database()),
    'at', moment(now()), 'startedAt', moment(pg_postmaster_start_time()),
    'schema', newest.name, 'schemaAt', moment(newest.applied_at),
    'lastRetention', moment((SELECT max(at) FROM audit WHERE action = 'retention-applied'))
    )::text AS document
FROM (SELECT name, applied_at FROM migration ORDER BY name DESC LIMIT 1) AS newest;
