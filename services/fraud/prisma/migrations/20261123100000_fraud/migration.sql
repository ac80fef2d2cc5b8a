-- What was said of one order, once and for ever. No e-mail, no address: a hash stands for them.
CREATE TABLE scores (
  order_id        uuid PRIMARY KEY,
  idempotency_key text NOT NULL UNIQUE CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  customer_id     text NOT NULL,
  country         char(2) NOT NULL,
  content_hash    text NOT NULL,
  decision        text NOT NULL CHECK (decision IN ('approve', 'review', 'reject')),
  score           integer NOT NULL CHECK (score BETWEEN 0 AND 100),
  reasons         jsonb NOT NULL,
  inputs          jsonb NOT NULL,
  rules           text NOT NULL,
  scored_at       timestamptz(3) NOT NULL
);
-- A customer's orders, newest first: all the rules ask of the past.
CREATE INDEX scores_by_customer ON scores (customer_id, scored_at DESC);
