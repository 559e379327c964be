-- The lines of the audit that releases printed as the last of their chains.
SELECT head ->> 'chain' AS chain, head ->> 'number' AS number, head ->> 'sha256' AS hash,
       'release ' || release.number || ' of round ' || release.round AS source
FROM release, json_array_elements(audit::json) AS head;
