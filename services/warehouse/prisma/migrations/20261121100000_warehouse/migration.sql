-- What the warehouse has of one SKU, in pieces. What can be sold is on_hand less reserved.
CREATE TABLE stock (
  sku        text PRIMARY KEY,
  on_hand    integer NOT NULL CHECK (on_hand >= 0),
  reserved   integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz(3) NOT NULL,
  -- The last line against selling what is not there, whatever runs at the same moment.
  CONSTRAINT stock_reserved_is_on_hand CHECK (reserved <= on_hand)
);

-- The one reservation an order ever has, under its id for ever. Without an id of its own a row is a tombstone: the
-- reservation was undone before it was made.
CREATE TABLE reservations (
  order_id         uuid PRIMARY KEY,
  id               uuid UNIQUE,
  idempotency_key  text UNIQUE CHECK (length(idempotency_key) BETWEEN 1 AND 255),
  correlation_id   text,
  order_number     text,
  path             text CHECK (path IN ('checkout', 'choreography', 'orchestration')),
  customer_id      text,
  shipping_address jsonb,
  items            jsonb NOT NULL,
  status           text NOT NULL CHECK (status IN ('HELD', 'CONFIRMED', 'SHIPPED', 'EXPIRED', 'REJECTED', 'RELEASED')),
  expires_at       timestamptz(3),
  missing          jsonb NOT NULL DEFAULT '[]',
  reason           text,
  created_at       timestamptz(3) NOT NULL,
  updated_at       timestamptz(3) NOT NULL,
  CONSTRAINT reservations_only_a_hold_expires CHECK ((status = 'HELD') = (expires_at IS NOT NULL)),
  CONSTRAINT reservations_rejected_for_a_reason CHECK ((status = 'REJECTED') = (jsonb_array_length(missing) > 0)),
  CONSTRAINT reservations_whole_or_tombstone CHECK (
    CASE WHEN id IS NULL THEN status = 'RELEASED' AND jsonb_array_length(items) = 0
    ELSE path IS NOT NULL AND correlation_id IS NOT NULL AND jsonb_array_length(items) > 0 END
  )
);
-- The holds still running, soonest first; the others, nearly all, stay out of it.
CREATE INDEX reservations_expiring ON reservations (expires_at) WHERE status = 'HELD';
