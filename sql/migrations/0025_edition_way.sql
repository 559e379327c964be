-- Which questions of an earlier edition are still asked: one rule for the form on the page, the
-- workbook and the look for large jumps.

-- The indicators of an edition with what each was in an earlier one, if it has gone on unchanged, over
-- as many editions as lie between: no row for one that is new or was changed on the way. Of one and
-- the same edition, all of them.
CREATE FUNCTION edition_way(edition_then text, edition_now text)
    RETURNS TABLE (indicator_now text, indicator_then text)
LANGUAGE sql STABLE SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH RECURSIVE way AS (
        SELECT own.indicator AS now, own.edition, own.indicator AS id
        FROM edition_indicator AS own WHERE own.edition = edition_now
        UNION ALL
        SELECT way.now, link.from_edition, link.from_id
        FROM way JOIN edition_link AS link
             ON link.level = 'indicator' AND link.to_edition = way.edition AND link.to_id = way.id
        WHERE NOT link.is_break AND way.edition <> edition_then)
    SELECT way.now, way.id FROM way WHERE way.edition = edition_then;
END;
REVOKE EXECUTE ON FUNCTION edition_way FROM PUBLIC;
GRANT EXECUTE ON FUNCTION edition_way TO weltoffend;
