-- A round gets a table of its own for versions. To make one locks first version and then all that
-- refers to it, and whoever publishes takes them the other way round: the two waited for each other.
-- So each lock is waited for shortly, much shorter than deadlock_timeout; if one is not to be had, all
-- are given back, and it is tried again after a moment. Meanwhile nobody waits for long.
CREATE OR REPLACE FUNCTION round_create(id text, edition text, opens_at timestamptz,
                                        closes_at timestamptz, reference_date date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '300ms' AS $$
DECLARE
    partition text := 'version_' || replace(id, '-', '_');
    give_up timestamptz := clock_timestamp() + interval '60 seconds';
BEGIN
    LOOP
        BEGIN
            INSERT INTO round (id, edition, opens_at, closes_at, reference_date)
            VALUES (id, edition, opens_at, closes_at, reference_date);
            EXECUTE format('CREATE TABLE %I PARTITION OF version FOR VALUES IN (%L)', partition, id);
            EXECUTE format('CREATE TRIGGER version_is_never_emptied BEFORE TRUNCATE ON %I
                            EXECUTE FUNCTION refuse_change()', partition);
            PERFORM version_guard(format('%I', partition)::regclass);
            RETURN participant_refresh(id);
        EXCEPTION WHEN lock_not_available THEN
            IF clock_timestamp() > give_up THEN
                RAISE;
            END IF;
        END;
        PERFORM pg_sleep(0.05 + random() * 0.2);
    END LOOP;
END
$$;
