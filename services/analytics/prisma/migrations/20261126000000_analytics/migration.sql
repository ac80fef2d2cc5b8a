-- The order of the values is the order in which they win: of all that is said of an order, the greatest stays. So it is
-- the same whichever event comes first. A sale made at checkout goes on by choreography and stays a sale of checkout.
CREATE TYPE order_path AS ENUM ('choreography', 'orchestration', 'checkout');
CREATE TYPE order_status AS ENUM (
  'PENDING', 'IN_REVIEW', 'PAID', 'RESERVED', 'SHIPPED', 'COMPLETED', 'CANCELLED', 'PAYMENT_FAILED', 'FAILED'
);

-- What is known of an order. Nothing says who bought it.
CREATE TABLE order_facts (
  order_id     uuid PRIMARY KEY,
  path         order_path,
  status       order_status,
  placed_at    timestamptz,
  paid_at      timestamptz,
  reserved_at  timestamptz,
  shipped_at   timestamptz,
  completed_at timestamptz,
  -- The warehouse did not have the goods.
  rejected_at  timestamptz,
  -- When orders first gave it up, and why.
  failed_at    timestamptz,
  failure_code text COLLATE "C",
  -- What was charged.
  total_minor  bigint,
  currency     text COLLATE "C",
  payment_id   uuid,
  -- Of the first and of the last event about it.
  first_at     timestamptz NOT NULL,
  last_at      timestamptz NOT NULL,
  -- When it counts as placed, also while the event that says so has not come.
  cohort_at    timestamptz NOT NULL GENERATED ALWAYS AS (coalesce(placed_at, first_at)) STORED,
  CHECK ((failed_at IS NULL) = (failure_code IS NULL)),
  CHECK ((total_minor IS NULL) = (currency IS NULL))
);
CREATE INDEX order_facts_cohort ON order_facts (cohort_at);

-- How many pieces of what an order is for.
CREATE TABLE order_items (
  order_id uuid NOT NULL,
  sku      text NOT NULL,
  quantity integer NOT NULL,
  PRIMARY KEY (order_id, sku)
);

-- Each capture, decline and refund there was; `id` is the payment's, or the refund's.
CREATE TABLE money_facts (
  kind         text NOT NULL CHECK (kind IN ('captured', 'declined', 'refunded')),
  id           uuid NOT NULL,
  payment_id   uuid NOT NULL,
  -- NULL for a payment made at checkout, which precedes its order.
  order_id     uuid,
  path         order_path NOT NULL,
  at           timestamptz NOT NULL,
  amount_minor bigint NOT NULL,
  currency     text COLLATE "C" NOT NULL,
  -- Why it was declined.
  code         text COLLATE "C",
  PRIMARY KEY (kind, id)
);
CREATE INDEX money_facts_at ON money_facts (at);
CREATE INDEX money_facts_payment ON money_facts (payment_id);

-- The carts there were; whose, is not kept.
CREATE TABLE cart_facts (
  cart_id   uuid PRIMARY KEY,
  -- When it first held something.
  filled_at timestamptz,
  first_at  timestamptz NOT NULL,
  last_at   timestamptz NOT NULL
);
CREATE INDEX cart_facts_filled ON cart_facts (filled_at);
