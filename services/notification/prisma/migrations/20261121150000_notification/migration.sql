-- One mail to whoever bought an order: one of each kind, for ever. The address is not kept: it goes with the intent to
-- send, and is gone once that is settled.
CREATE TABLE mails (
  id           uuid PRIMARY KEY,
  order_id     uuid NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('order_completed', 'order_failed', 'order_cancelled', 'payment_failed', 'shipment_created')),
  status       text NOT NULL CHECK (status IN ('PENDING', 'SENT', 'FAILED', 'SKIPPED')),
  order_number text,
  customer_id  text,
  content      jsonb NOT NULL,
  round        integer NOT NULL DEFAULT 1 CHECK (round >= 1),
  reason       text,
  created_at   timestamptz(3) NOT NULL,
  updated_at   timestamptz(3) NOT NULL,
  sent_at      timestamptz(3),
  -- The last line against writing to somebody twice, however late a copy of an event comes.
  CONSTRAINT mails_one_of_a_kind UNIQUE (order_id, kind),
  CONSTRAINT mails_reason_if_not_sent CHECK ((status IN ('FAILED', 'SKIPPED')) = (reason IS NOT NULL)),
  CONSTRAINT mails_sent_at_a_time CHECK (status <> 'SENT' OR sent_at IS NOT NULL)
);
-- What an operator looks for; the mails that were sent, nearly all, stay out of it.
CREATE INDEX mails_not_sent ON mails (status, id) WHERE status <> 'SENT';
