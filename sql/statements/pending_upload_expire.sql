-- Removes files that have waited too long to be handed in.
SELECT pending_upload_expire();
