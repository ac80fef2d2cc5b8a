-- The one shipment an order ever has, under its id for ever. Without an id of its own a row is a tombstone: the shipment
-- was cancelled before it was asked for.
CREATE TABLE shipments (
  order_id         uuid PRIMARY KEY,
  id               uuid UNIQUE,
  idempotency_key  text UNIQUE CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  correlation_id   text,
  order_number     text,
  path             text CHECK (path IN ('checkout', 'choreography', 'orchestration')),
  customer_id      text,
  shipping_address jsonb,
  items            jsonb NOT NULL DEFAULT '[]',
  status           text NOT NULL CHECK (status IN ('PENDING', 'CREATED', 'FAILED', 'CANCELLED')),
  carrier          text,
  tracking_number  text UNIQUE,
  label_made_at    timestamptz(3),
  failure_code     text,
  failure_message  text,
  undo_state       text CHECK (undo_state IN ('ASKED', 'DONE', 'REFUSED')),
  undo_reason      text,
  undo_round       integer NOT NULL DEFAULT 0 CHECK (undo_round >= 0),
  undo_refusal     jsonb,
  created_at       timestamptz(3) NOT NULL,
  updated_at       timestamptz(3) NOT NULL,
  CONSTRAINT shipments_whole_or_tombstone CHECK (
    CASE WHEN id IS NULL THEN status = 'CANCELLED' AND jsonb_array_length(items) = 0
    ELSE path IS NOT NULL AND correlation_id IS NOT NULL AND shipping_address IS NOT NULL AND jsonb_array_length(items) > 0 END
  ),
  CONSTRAINT shipments_label_is_whole CHECK (
    (tracking_number IS NULL) = (carrier IS NULL) AND (tracking_number IS NULL) = (label_made_at IS NULL)
  ),
  CONSTRAINT shipments_undone_for_a_reason CHECK (
    (undo_state IS NULL) = (undo_reason IS NULL)
    AND (undo_state IS NULL) = (undo_round = 0)
    AND (undo_state IS NOT DISTINCT FROM 'REFUSED') = (undo_refusal IS NOT NULL)
  ),
  CONSTRAINT shipments_failed_for_a_reason CHECK (
    (status = 'FAILED') = (failure_code IS NOT NULL) AND (failure_code IS NULL) = (failure_message IS NULL)
  ),
  -- A label is known exactly where it was told of; nobody has heard of one that failed.
  CONSTRAINT shipments_status_fits CHECK (
    CASE status
      WHEN 'PENDING' THEN tracking_number IS NULL AND undo_state IS DISTINCT FROM 'DONE'
      WHEN 'CREATED' THEN tracking_number IS NOT NULL AND undo_state IS DISTINCT FROM 'DONE'
      WHEN 'FAILED' THEN tracking_number IS NULL
      WHEN 'CANCELLED' THEN undo_state = 'DONE'
    END
  )
);

-- The simulated carrier's own ledger. It stands for the outside world: nothing above refers to it. One row a key, so
-- that a key has at most one label whatever runs at the same moment.
CREATE TABLE simulator_labels (
  key             text PRIMARY KEY,
  request_hash    text,
  status          text NOT NULL CHECK (status IN ('LIVE', 'REFUSED', 'CANCELLED')),
  tracking_number text UNIQUE,
  refusal_code    text,
  refusal_message text,
  made_at         timestamptz(3) NOT NULL DEFAULT now(),
  cancelled_at    timestamptz(3),
  CHECK (status <> 'LIVE' OR tracking_number IS NOT NULL),
  CHECK (status <> 'REFUSED' OR refusal_code IS NOT NULL),
  CHECK ((status = 'CANCELLED') = (cancelled_at IS NOT NULL))
);
CREATE TABLE simulator_requests (
  key   text PRIMARY KEY,
  count int NOT NULL
);
