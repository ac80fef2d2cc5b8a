-- One authorize-and-capture under one idempotency key, forever. Amounts are minor units of the currency.
CREATE TABLE payments (
  id                   uuid PRIMARY KEY,
  idempotency_key      text NOT NULL UNIQUE CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  request_hash         text NOT NULL,
  reference_type       text NOT NULL CHECK (reference_type IN ('checkout_session', 'order')),
  reference_id         uuid NOT NULL,
  path                 text NOT NULL CHECK (path IN ('checkout', 'choreography', 'orchestration')),
  amount_minor         bigint NOT NULL CHECK (amount_minor > 0 AND amount_minor <= 9007199254740991),
  currency             char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  status               text NOT NULL CHECK (
    status IN ('PENDING', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED', 'PARTIALLY_REFUNDED')
  ),
  capture_id            text UNIQUE,
  card_brand           text,
  -- Four digits and no more: a card number has no place here.
  card_last4           char(4) CHECK (card_last4 ~ '^[0-9]{4}$'),
  decline_code         text,
  decline_reason       text CHECK ((decline_reason IS NULL) = (decline_code IS NULL)),
  refund_claimed_minor bigint NOT NULL DEFAULT 0,
  refunded_minor       bigint NOT NULL DEFAULT 0,
  captured_at          timestamptz(3),
  created_at           timestamptz(3) NOT NULL,
  updated_at           timestamptz(3) NOT NULL,
  -- Never more back than was taken, whatever runs at the same moment.
  CONSTRAINT payments_refunds_within_amount CHECK (
    0 <= refunded_minor AND refunded_minor <= refund_claimed_minor AND refund_claimed_minor <= amount_minor
  ),
  CONSTRAINT payments_capture_is_whole CHECK (
    (capture_id IS NULL) = (captured_at IS NULL)
    AND (capture_id IS NULL) = (card_brand IS NULL)
    AND (capture_id IS NULL) = (card_last4 IS NULL)
  ),
  CONSTRAINT payments_status_fits CHECK (
    CASE status
      WHEN 'PENDING' THEN capture_id IS NULL AND decline_code IS NULL AND refund_claimed_minor = 0
      WHEN 'DECLINED' THEN capture_id IS NULL AND decline_code IS NOT NULL AND refund_claimed_minor = 0
      WHEN 'CAPTURED' THEN capture_id IS NOT NULL AND refunded_minor = 0
      WHEN 'PARTIALLY_REFUNDED' THEN capture_id IS NOT NULL AND refunded_minor > 0 AND refunded_minor < amount_minor
      WHEN 'REFUNDED' THEN capture_id IS NOT NULL AND refunded_minor = amount_minor
      WHEN 'VOIDED' THEN capture_id IS NULL OR refunded_minor = amount_minor
    END
  )
);
-- The last line against charging twice: one sale has one payment that holds or may hold money.
CREATE UNIQUE INDEX payments_one_open_per_reference ON payments (reference_type, reference_id)
  WHERE status IN ('PENDING', 'CAPTURED', 'PARTIALLY_REFUNDED');
CREATE INDEX payments_reference_id_idx ON payments (reference_id);

CREATE TABLE refunds (
  id              uuid PRIMARY KEY,
  payment_id      uuid NOT NULL REFERENCES payments (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  -- What gave money back: a refund asked for under a key, or the void of the whole payment.
  origin          text NOT NULL CHECK (origin IN ('refund', 'void')),
  idempotency_key text CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  request_hash    text,
  amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
  reason          text NOT NULL,
  status          text NOT NULL CHECK (status IN ('PENDING', 'SUCCEEDED', 'REFUSED')),
  refusal_reason  text,
  created_at      timestamptz(3) NOT NULL,
  updated_at      timestamptz(3) NOT NULL,
  CHECK ((status = 'REFUSED') = (refusal_reason IS NOT NULL)),
  CHECK ((origin = 'void') = (idempotency_key IS NULL)),
  CHECK ((origin = 'void') = (request_hash IS NULL))
);
CREATE UNIQUE INDEX refunds_payment_id_idempotency_key_key ON refunds (payment_id, idempotency_key);
-- A payment is voided once.
CREATE UNIQUE INDEX refunds_one_void_per_payment ON refunds (payment_id) WHERE origin = 'void';

-- Keys nothing may be captured under any more. Permanent.
CREATE TABLE tombstones (
  key        text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 255),
  reason     text NOT NULL,
  created_at timestamptz(3) NOT NULL
);

-- Every call to the provider, written before it is made and closed after it. No card data.
CREATE TABLE provider_calls (
  id          uuid PRIMARY KEY,
  payment_id  uuid NOT NULL,
  operation   text NOT NULL CHECK (operation IN ('capture', 'find', 'refund', 'void')),
  key         text NOT NULL,
  started_at  timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  outcome     text,
  error       text,
  CHECK ((finished_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX provider_calls_payment_id_started_at_idx ON provider_calls (payment_id, started_at);

-- The provider simulator's own ledger. It stands for the outside world: nothing above refers to it.
CREATE TABLE simulator_charges (
  key            text PRIMARY KEY,
  capture_id      text NOT NULL UNIQUE,
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  currency       char(3) NOT NULL,
  card_token     text NOT NULL,
  status         text NOT NULL CHECK (status IN ('captured', 'declined')),
  decline_code   text,
  decline_reason text,
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0 AND refunded_minor <= amount_minor),
  created_at     timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE simulator_refunds (
  key          text PRIMARY KEY,
  capture_id    text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  created_at   timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE simulator_voids (
  key            text PRIMARY KEY,
  returned_minor bigint NOT NULL,
  created_at     timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE simulator_requests (
  key   text PRIMARY KEY,
  count int NOT NULL
);
