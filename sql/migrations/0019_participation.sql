-- How taking part in a round grew. The daemon's role sees no version but a municipality's own, so a
-- function of the owner's counts: days and numbers, never who, and nothing of what was answered.

-- By the day (German time) of their first version, how many of those that have handed in by now had
-- done so. What was withdrawn is not counted, so the last number is that of all who have handed in.
CREATE FUNCTION participation_progress(the_round text) RETURNS TABLE (day date, handed_in bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT first.day, (sum(count(*)) OVER (ORDER BY first.day))::bigint
    FROM (SELECT (min(version.received_at) AT TIME ZONE 'Europe/Berlin')::date AS day
          FROM version
          JOIN self_check USING (round, municipality)
          WHERE round = the_round AND self_check.current IS NOT NULL
          GROUP BY municipality) AS first
    GROUP BY first.day
    ORDER BY first.day;
END;
REVOKE EXECUTE ON FUNCTION participation_progress FROM PUBLIC;
GRANT EXECUTE ON FUNCTION participation_progress TO weltoffend;
