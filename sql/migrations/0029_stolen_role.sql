-- Whoever has got hold of a role of the database cannot pass for somebody else with it.

-- Each role adds lines to the audit in its own name and to its own chains. The chain is the one that
-- audit_append() has set by then; audit_open() hands out any name. Migrations are the owner's.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_is_seen ON audit FOR SELECT
    TO weltoffend, weltoffend_publishing, weltoffend_operator USING (true);
CREATE POLICY audit_is_the_daemons ON audit FOR INSERT TO weltoffend
    WITH CHECK (chain ~ '/[0-9]+(\.[0-9]+)?$'
                AND actor ~ '^(token [0-9]+|daemon|nobody|several)$');
CREATE POLICY audit_is_the_runs ON audit FOR INSERT TO weltoffend_publishing
    WITH CHECK (chain ~ '/run(\.[0-9]+)?$' AND actor ~ '^run [0-9]+$');
CREATE POLICY audit_is_the_operators ON audit FOR INSERT TO weltoffend_operator
    WITH CHECK (chain ~ '/ctl(\.[0-9]+)?$' AND actor ~ '^weltoffenctl [0-9]+$');
