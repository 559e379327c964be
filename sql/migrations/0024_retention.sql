-- Words go by age whether or not their round has a final release: that is computed from values and
-- hashes, which stay. A round that never got one kept its words for ever, and nobody was told.

-- What is older than it may be: words of rounds that ended so many days ago, and tokens that ended so
-- many days ago. NULL days: keeps.
CREATE OR REPLACE FUNCTION retention_apply(round_days integer, token_days integer)
    RETURNS TABLE (rounds text, versions bigint, withdrawals bigint, drafts bigint, tokens bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    old text[];
BEGIN
    -- Days are whole and more than none: a slip must not erase a round that has just ended.
    IF round_days < 30 OR token_days < 1 THEN
        RAISE EXCEPTION 'words are kept for 30 days at least, and ended tokens for one'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT coalesce(array_agg(id ORDER BY opens_at, id), '{}') INTO old
    FROM round
    WHERE round_ends_at(round) <= now() - round_days * interval '1 day';
    rounds := array_to_string(old, ' ');
    versions := version_erase(NULL, old);
    withdrawals := withdrawal_erase(NULL, old);
    drafts := draft_erase(NULL, old);
    tokens := CASE WHEN token_days IS NULL THEN 0
                   ELSE token_erase(NULL, now() - token_days * interval '1 day') END;
    IF versions + withdrawals + drafts + tokens > 0 THEN
        INSERT INTO privacy_event (kind, reason, counts)
        VALUES ('retention', 'retention run',
                jsonb_build_object('rounds', rounds, 'versions', versions, 'withdrawals', withdrawals,
                                   'drafts', drafts, 'tokens', tokens));
    END IF;
    RETURN NEXT;
END
$$;
