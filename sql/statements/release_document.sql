-- A release as a document, with the run that made it.
-- $1 round, $2 number, $3 whether releases under embargo are seen
SELECT form.body, release.edition, release.run
FROM release_form AS form
JOIN release USING (round, number)
WHERE form.round = $1 AND form.number = $2::integer AND form.form = 'json'
  AND (release.visible_from <= now() OR $3::boolean);
