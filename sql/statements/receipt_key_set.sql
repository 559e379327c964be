-- All public keys of receipts, newest first, as a JWK set (RFC 7517).
SELECT json_build_object('keys', coalesce(json_agg(jwk ORDER BY created_at DESC, kid), '[]'))::text
           AS document
FROM receipt_key;
