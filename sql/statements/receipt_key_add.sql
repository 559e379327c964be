-- Makes a public key known, with which receipts will be signed.
-- $1 kid, $2 jwk
INSERT INTO receipt_key (kid, jwk) VALUES ($1, $2::jsonb);
