-- Who did what: lines that are only ever added. Each carries the hash of the one before it, so that
-- whoever holds a later hash sees every change to an earlier line. Only pseudonyms stand here: numbers
-- of tokens, keys of municipalities; no names, no addresses, no free text.

-- One chain for each session that writes, so that nobody waits for another's commit.
CREATE TABLE audit_chain (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- short, for cursors
    name text COLLATE "C" NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9.-]{1,64}/[a-z0-9.]{1,16}$')
);

CREATE TABLE audit (
    chain text COLLATE "C" NOT NULL,
    number bigint NOT NULL CHECK (number >= 1), -- without gaps
    at timestamptz NOT NULL,                    -- never before that of the line before it
    actor text NOT NULL CHECK (
        actor ~ '^((token|session|run|weltoffenctl) [0-9]{1,18}|daemon|nobody|several)$'),
    action text NOT NULL CHECK (action ~ '^[a-z]+(-[a-z]+)*$'), -- daemon/audit.def
    round text CHECK (round ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
    municipality text CHECK (municipality ~ '^[0-9]{5}([0-9]{3})?$'),
    subject text CHECK (subject ~ '^[A-Za-z0-9._:@/-]{1,100}$'), -- what it was done to
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
    previous text NOT NULL CHECK (previous ~ '^[0-9a-f]{64}$'), -- 64 zeros in a chain's first line
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (chain, number)
);

CREATE TRIGGER audit_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_chain_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_chain
    EXECUTE FUNCTION refuse_change();

-- A field of what is hashed: its length in bytes, a colon, its text in UTF-8; '-' for NULL.
CREATE FUNCTION audit_field(value text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN value IS NULL THEN '-'
            ELSE octet_length(convert_to(value, 'UTF8')) || ':' || value END || E'\n';

-- The hash of a line: SHA-256, in hexadecimal, over the line "weltoffend audit 1" and one line for
-- each of chain, number, at (microseconds since 1970-01-01T00:00:00Z), actor, action, round,
-- municipality, subject, details (as PostgreSQL prints a jsonb) and previous. common/audit_hash.c
-- does the same.
CREATE FUNCTION audit_hash(line audit) RETURNS text
LANGUAGE sql STABLE
RETURN encode(sha256(convert_to(
    E'weltoffend audit 1\n' || audit_field(line.chain) || audit_field(line.number::text)
    || audit_field((extract(epoch FROM line.at) * 1000000)::bigint::text)
    || audit_field(line.actor) || audit_field(line.action) || audit_field(line.round)
    || audit_field(line.municipality) || audit_field(line.subject)
    || audit_field(line.details::text) || audit_field(line.previous), 'UTF8')), 'hex');

CREATE FUNCTION audit_lock(chain text) RETURNS bigint
LANGUAGE sql IMMUTABLE
RETURN hashtextextended('weltoffend audit ' || chain, 0);

-- Opens a chain of its own for this session, and returns its name: the one wished for, or with
-- ".2", ".3" ... behind it while another session has that. It stays open until the session ends.
CREATE FUNCTION audit_open(wish text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOR i IN 1..1000 LOOP
        name := wish || CASE WHEN i > 1 THEN '.' || i ELSE '' END;
        IF pg_try_advisory_lock(audit_lock(name)) THEN
            RETURN set_config('weltoffend.chain', name, false);
        END IF;
    END LOOP;
    RAISE EXCEPTION 'a thousand sessions write to chains of the name %', wish;
END
$$;

-- For the statement that a line tells of: called where it had an effect, and with what on.
CREATE FUNCTION audit_effect(subject text) RETURNS text
LANGUAGE sql VOLATILE
RETURN set_config('weltoffend.effect', '+' || coalesce(subject, ''), true);

-- Whatever was given, these are set here. The lock is the session's own already (audit_open), but
-- nobody can be made to call that.
CREATE FUNCTION audit_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last audit;
BEGIN
    NEW.chain := current_setting('weltoffend.chain', true);
    IF coalesce(NEW.chain, '') = '' THEN
        RAISE EXCEPTION 'this session has no chain: audit_open() was not called'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(audit_lock(NEW.chain));
    SELECT * INTO last FROM audit WHERE chain = NEW.chain ORDER BY number DESC LIMIT 1;
    IF last.number IS NULL THEN
        INSERT INTO audit_chain (name) VALUES (NEW.chain) ON CONFLICT DO NOTHING;
    END IF;
    NEW.number := coalesce(last.number, 0) + 1;
    NEW.at := greatest(clock_timestamp(), last.at);
    NEW.previous := coalesce(last.hash, repeat('0', 64));
    NEW.hash := audit_hash(NEW);
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION audit_append FROM PUBLIC;
CREATE TRIGGER audit_is_chained BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_append();

-- The last line of each chain.
CREATE VIEW audit_head AS
SELECT last.chain, last.number, last.at, last.hash
FROM audit_chain
CROSS JOIN LATERAL (SELECT * FROM audit WHERE chain = audit_chain.name
                    ORDER BY number DESC LIMIT 1) AS last;

-- The heads of all chains when a release was made, as it prints them; NULL if it is older than this.
ALTER TABLE release ADD COLUMN audit text;

GRANT SELECT ON audit, audit_chain, audit_head
    TO weltoffend, weltoffend_publishing, weltoffend_operator;
GRANT INSERT (actor, action, round, municipality, subject, details) ON audit
    TO weltoffend, weltoffend_publishing, weltoffend_operator;
