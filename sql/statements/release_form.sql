-- A release in one of its forms.
-- $1 round, $2 number, $3 form, $4 whether releases under embargo are seen
SELECT form.body, form.sha256
FROM release_form AS form
JOIN release USING (round, number)
WHERE form.round = $1 AND form.number = $2::integer AND form.form = $3
  AND (release.visible_from <= now() OR $4::boolean);
