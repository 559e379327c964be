-- Removes files that have waited too long to be handed in.
SELECT audit_effect(gone::text) FROM pending_upload_expire() AS gone WHERE gone > 0;
