-- Imports a roster: adds what is new, and changes what may change (names and populations of a day,
-- the day somebody left). Rounds keep what they fixed at their reference date.
-- $1 the lines, a list of objects with the columns of the file
WITH line AS (
    SELECT * FROM json_to_recordset($1::json) AS line (
        key text, name text, official_name text, parent text, valid_from date, valid_to date,
        population bigint, population_date date, joined date, "left" date,
        letter_of_intent date)),
municipalities AS (
    INSERT INTO municipality (key) SELECT DISTINCT key FROM line ON CONFLICT DO NOTHING
    RETURNING key),
names AS (
    INSERT INTO municipality_name (municipality, valid_from, valid_to, name, official_name, parent)
    SELECT DISTINCT ON (key, valid_from) key, valid_from, valid_to, name, official_name, parent
    FROM line
    ON CONFLICT (municipality, valid_from) DO UPDATE
        SET valid_to = excluded.valid_to, name = excluded.name,
            official_name = excluded.official_name, parent = excluded.parent),
populations AS (
    INSERT INTO population (municipality, on_date, inhabitants)
    SELECT DISTINCT ON (key, population_date) key, population_date, population FROM line
    ON CONFLICT (municipality, on_date) DO UPDATE SET inhabitants = excluded.inhabitants),
participations AS (
    INSERT INTO roster (municipality, joined, left_on, letter_of_intent)
    SELECT DISTINCT ON (key, joined) key, joined, "left", letter_of_intent FROM line
    ON CONFLICT (municipality, joined) DO UPDATE
        SET left_on = excluded.left_on, letter_of_intent = excluded.letter_of_intent)
SELECT (SELECT count(DISTINCT key) FROM line) AS listed, (SELECT count(*) FROM municipalities)
    AS added;
