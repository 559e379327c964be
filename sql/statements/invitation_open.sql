-- Opens an invitation and makes its token; what find says when it cannot be opened.
-- $1 sha256 of the code, $2 sha256 of the token
SELECT state, moment(opened_at) AS moment, municipality, name,
       CASE WHEN state = 'fine' THEN audit_effect(token::text) END
FROM invitation_open($1, $2);
