-- Who takes part in a round.
-- $1 round
SELECT municipality, inhabitants FROM participant WHERE round = $1;
