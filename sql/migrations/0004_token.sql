-- Who may call the API. Only a hash of a token is kept.
CREATE TABLE token (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    role text NOT NULL CHECK (role IN ('municipality', 'director', 'operator')),
    municipality text REFERENCES municipality,
    name text NOT NULL CHECK (name <> ''), -- whose it is, for the operator's list
    sha256 text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    CHECK ((role = 'municipality') = (municipality IS NOT NULL))
);

GRANT SELECT ON token TO weltoffend;
GRANT SELECT, INSERT, UPDATE ON token TO weltoffend_operator;
