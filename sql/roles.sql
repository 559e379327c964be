-- The roles of an installation; safe to run again. What each may do stands with the tables, in
-- sql/migrations. None has a password here: local programs sign in by peer authentication or a
-- password that the operator sets.
--
--   weltoffend_owner       owns the tables, cannot sign in
--   weltoffend             the daemon: takes in, and shows municipalities what is theirs
--   weltoffend_reading     the daemon: looks up what is published
--   weltoffend_publishing  a run: reads values, inserts releases
--   weltoffend_operator    weltoffenctl: editions, roster, rounds, tokens, runs
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weltoffend_owner') THEN
        CREATE ROLE weltoffend_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weltoffend') THEN
        CREATE ROLE weltoffend LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weltoffend_reading') THEN
        CREATE ROLE weltoffend_reading LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weltoffend_publishing') THEN
        CREATE ROLE weltoffend_publishing LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'weltoffend_operator') THEN
        CREATE ROLE weltoffend_operator LOGIN;
    END IF;
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I
                    TO weltoffend, weltoffend_reading, weltoffend_publishing,
                       weltoffend_operator',
                   current_database());
    -- Migrations run as the owner, which only a superuser may become without being a member.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        GRANT weltoffend_owner TO CURRENT_USER;
    END IF;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO weltoffend_owner;
GRANT USAGE ON SCHEMA public
    TO weltoffend, weltoffend_reading, weltoffend_publishing, weltoffend_operator;
