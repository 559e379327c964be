-- Adds newcomers of the roster to the rounds that have not ended; how many, by round.
SELECT id, participant_refresh(id) AS added FROM round WHERE round_ends_at(round) > now();
