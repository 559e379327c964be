-- Self-checks that are being filled in: one draft per round and municipality, replaced as a whole
-- each time it is saved. Nothing is computed from them, and no other table knows them.
CREATE TABLE draft (
    round text NOT NULL,
    municipality text NOT NULL,
    document text NOT NULL, -- as it was sent
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'), -- of the document; its entity tag
    saved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (round, municipality),
    FOREIGN KEY (round, municipality) REFERENCES participant,
    CHECK (octet_length(document) <= 1048576) -- the highest self_check_limit
);

GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO weltoffend;

-- The daemon sees the draft of the unit's key alone, as with versions.
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY draft_of_the_key ON draft TO weltoffend
    USING (municipality = current_setting('weltoffend.key', true));
