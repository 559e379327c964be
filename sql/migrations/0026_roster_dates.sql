-- The operator's page of a round shows since when and until when somebody takes part, and when the
-- letter of intent was signed.
GRANT SELECT ON roster TO weltoffend;
