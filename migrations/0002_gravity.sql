-- How grave what a claim answered was (`ReplyKind::gravity`; 0: nothing was), so that an edit into something graver is answered
-- once more. `gravity_before` is what it falls back to when the answer could not be sent. Older claims count as the gravest:
-- better one answer too few to an old message than two.
ALTER TABLE reply_claims ADD COLUMN gravity BIGINT NOT NULL DEFAULT 9;
ALTER TABLE reply_claims ADD COLUMN gravity_before BIGINT NOT NULL DEFAULT 0;
