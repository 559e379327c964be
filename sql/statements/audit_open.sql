-- Opens the chain that this session's lines go to.
-- $1 its name, INSTANCE/PART
SELECT audit_open($1);
