-- What a programme consists of before anybody answers: editions of the catalogue, municipalities
-- with their official keys, the roster, rounds, and who takes part in a round.

-- For tables whose rows never change once they are there.
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never changes: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TABLE edition (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9.-]{0,31}$'),
    document text NOT NULL, -- the file as it was published
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    published_at timestamptz NOT NULL DEFAULT now()
);

-- The edition's order, for people who write SQL and for the constraints of versions.
CREATE TABLE edition_indicator (
    edition text NOT NULL REFERENCES edition,
    position integer NOT NULL CHECK (position >= 1),
    indicator text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('level', 'yes-no', 'share', 'rate')),
    decimals integer NOT NULL CHECK (decimals BETWEEN 0 AND 3),
    PRIMARY KEY (edition, position),
    UNIQUE (edition, indicator)
);

CREATE TRIGGER edition_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON edition
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_indicator_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON edition_indicator
    EXECUTE FUNCTION refuse_change();

-- A Gemeinde has an AGS of 8 digits, a Kreis a key of 5; the first two are the Land.
CREATE TABLE municipality (
    key text PRIMARY KEY CHECK (key ~ '^(0[1-9]|1[0-6])[0-9]{3}([0-9]{3})?$'),
    kind text NOT NULL
        GENERATED ALWAYS AS (CASE length(key) WHEN 5 THEN 'kreis' ELSE 'gemeinde' END) STORED,
    land text NOT NULL GENERATED ALWAYS AS (substr(key, 1, 2)) STORED
);

-- Keys and names hold from a day until before another.
CREATE TABLE municipality_name (
    municipality text NOT NULL REFERENCES municipality,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),
    name text NOT NULL CHECK (name <> ''),
    official_name text NOT NULL CHECK (official_name <> ''),
    parent text, -- the key of the Kreis, whether or not it takes part
    PRIMARY KEY (municipality, valid_from)
);

CREATE TABLE population (
    municipality text NOT NULL REFERENCES municipality,
    on_date date NOT NULL,
    inhabitants bigint NOT NULL CHECK (inhabitants > 0),
    PRIMARY KEY (municipality, on_date)
);

CREATE TABLE roster (
    municipality text NOT NULL REFERENCES municipality,
    joined date NOT NULL,
    left_on date CHECK (left_on > joined),
    letter_of_intent date,
    PRIMARY KEY (municipality, joined)
);

CREATE TABLE round (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
    edition text NOT NULL REFERENCES edition,
    opens_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    reference_date date NOT NULL, -- of names, groups and population
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (opens_at < closes_at)
);

CREATE TABLE extension (
    round text NOT NULL REFERENCES round,
    municipality text NOT NULL REFERENCES municipality,
    until timestamptz NOT NULL,
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (round, municipality)
);

-- Who takes part in a round, and as what: fixed at the reference date, so that a municipality
-- stays in its groups for the whole round.
CREATE TABLE participant (
    round text NOT NULL REFERENCES round,
    municipality text NOT NULL REFERENCES municipality,
    name text NOT NULL,
    parent text,
    inhabitants bigint NOT NULL CHECK (inhabitants > 0),
    PRIMARY KEY (round, municipality)
);

-- The moment from which nothing can be handed in any more.
CREATE FUNCTION round_ends_at(the_round round) RETURNS timestamptz
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT greatest(the_round.closes_at,
                    (SELECT max(until) FROM extension WHERE round = the_round.id));
END;

-- Those who are on the roster during a round, as they are at its reference date; name or
-- inhabitants are NULL where the roster does not say.
CREATE FUNCTION roster_during(the_round text)
    RETURNS TABLE (municipality text, name text, parent text, inhabitants bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT ON (roster.municipality)
           roster.municipality, naming.name, naming.parent, counted.inhabitants
    FROM round
    JOIN roster ON roster.joined <= (round.closes_at AT TIME ZONE 'Europe/Berlin')::date
         AND (roster.left_on IS NULL
              OR roster.left_on > (round.opens_at AT TIME ZONE 'Europe/Berlin')::date)
    LEFT JOIN municipality_name AS naming ON naming.municipality = roster.municipality
         AND naming.valid_from <= round.reference_date
         AND (naming.valid_to IS NULL OR naming.valid_to > round.reference_date)
    LEFT JOIN LATERAL (
        SELECT population.inhabitants FROM population
        WHERE population.municipality = roster.municipality
          AND population.on_date <= round.reference_date
        ORDER BY on_date DESC LIMIT 1) AS counted ON true
    WHERE round.id = the_round
    ORDER BY roster.municipality, naming.valid_from DESC;
END;

-- Adds to a round those who are on the roster during it and are not in it yet; returns how many.
-- A municipality without a name or population at the reference date stops everything.
CREATE FUNCTION participant_refresh(the_round text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
    added bigint;
BEGIN
    SELECT string_agg(municipality, ', ') INTO wrong
    FROM roster_during(the_round) WHERE name IS NULL OR inhabitants IS NULL;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'no name or population at the reference date of round %: %', the_round,
                        left(wrong, 300) USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    INSERT INTO participant (round, municipality, name, parent, inhabitants)
    SELECT the_round, municipality, name, parent, inhabitants FROM roster_during(the_round)
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN added;
END
$$;

GRANT SELECT ON edition, edition_indicator, municipality, municipality_name, round, extension,
    participant TO weltoffend, weltoffend_publishing;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO weltoffend_operator;
GRANT INSERT ON edition, edition_indicator, municipality, municipality_name, population, roster,
    round, extension, participant TO weltoffend_operator;
GRANT UPDATE ON municipality_name, population, roster, round, extension TO weltoffend_operator;
