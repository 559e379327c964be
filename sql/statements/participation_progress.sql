-- How many of those who have handed in by now had done so at the end of a day; days on which nobody
-- joined them are left out.
-- $1 round
SELECT to_char(day, 'YYYY-MM-DD') AS day, handed_in FROM participation_progress($1) ORDER BY day;
