-- Payments of orders by events: the amount is the most that may be charged until the capture says what was.
ALTER TABLE payments
  -- The order paid for; of a sale it is learned when its order fails.
  ADD COLUMN order_id uuid,
  -- Since when the payment waits to be compared with the provider's books; null once they agree.
  ADD COLUMN reconcile_from timestamptz(3);
UPDATE payments SET order_id = reference_id WHERE reference_type = 'order';
UPDATE payments SET reconcile_from = updated_at;
CREATE INDEX payments_order_id_idx ON payments (order_id);
CREATE INDEX payments_reconcile_from_idx ON payments (reconcile_from) WHERE reconcile_from IS NOT NULL;
CREATE INDEX payments_status_id_idx ON payments (status, id);

-- An order whose coupon pays all of it is completed with nothing captured; a checkout session is not.
ALTER TABLE payments DROP CONSTRAINT payments_amount_minor_check;
ALTER TABLE payments ADD CONSTRAINT payments_amount_minor_check CHECK (
  amount_minor >= 0 AND amount_minor <= 9007199254740991 AND (amount_minor > 0 OR reference_type = 'order')
);
ALTER TABLE payments DROP CONSTRAINT payments_status_fits;
ALTER TABLE payments ADD CONSTRAINT payments_status_fits CHECK (
  CASE status
    WHEN 'PENDING' THEN capture_id IS NULL AND decline_code IS NULL AND refund_claimed_minor = 0
    WHEN 'DECLINED' THEN capture_id IS NULL AND decline_code IS NOT NULL AND refund_claimed_minor = 0
    WHEN 'CAPTURED' THEN (capture_id IS NOT NULL OR amount_minor = 0) AND refunded_minor = 0
    WHEN 'PARTIALLY_REFUNDED' THEN capture_id IS NOT NULL AND refunded_minor > 0 AND refunded_minor < amount_minor
    WHEN 'REFUNDED' THEN capture_id IS NOT NULL AND refunded_minor = amount_minor
    WHEN 'VOIDED' THEN capture_id IS NULL OR refunded_minor = amount_minor
  END
);
-- The undoing of an order that cost nothing is on record as well.
ALTER TABLE refunds DROP CONSTRAINT refunds_amount_minor_check;
ALTER TABLE refunds ADD CONSTRAINT refunds_amount_minor_check CHECK (amount_minor > 0 OR (amount_minor = 0 AND origin = 'void'));

-- Where the provider's books and ours did not agree. One open finding a kind and key.
CREATE TABLE reconciliation_findings (
  id          uuid PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('ORPHAN_CAPTURE', 'HELD_TOO_MUCH', 'HELD_TOO_LITTLE', 'UNDECIDED', 'NOT_UNDONE')),
  key         text NOT NULL,
  payment_id  uuid,
  detail      jsonb NOT NULL,
  found_at    timestamptz(3) NOT NULL,
  seen_at     timestamptz(3) NOT NULL,
  resolved_at timestamptz(3)
);
CREATE UNIQUE INDEX reconciliation_findings_open_key ON reconciliation_findings (kind, key) WHERE resolved_at IS NULL;
CREATE INDEX reconciliation_findings_key_idx ON reconciliation_findings (key) WHERE resolved_at IS NULL;

-- Up to when the provider's books were read.
CREATE TABLE reconciliation_marks (
  name       text PRIMARY KEY,
  read_until timestamptz(3) NOT NULL
);

-- Which PaymentIntent stands for a key at Stripe, longer than Stripe remembers an idempotency key.
CREATE TABLE stripe_intents (
  key        text PRIMARY KEY,
  intent_id  text UNIQUE,
  barred_at  timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  CHECK (intent_id IS NOT NULL OR barred_at IS NOT NULL)
);

-- Captures the simulator takes long after the caller has given up.
CREATE TABLE simulator_late_captures (
  key          text PRIMARY KEY,
  capture_id   text NOT NULL UNIQUE,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency     char(3) NOT NULL,
  card_token   text NOT NULL,
  due_at       timestamptz(3) NOT NULL
);
CREATE INDEX simulator_late_captures_due_at_idx ON simulator_late_captures (due_at);
CREATE INDEX simulator_charges_created_at_key_idx ON simulator_charges (created_at, key);
