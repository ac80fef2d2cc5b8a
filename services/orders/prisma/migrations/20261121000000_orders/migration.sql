-- Orders: the sale as it was made (content), and where it stands now (the other columns).
CREATE TABLE orders (
  id                  uuid PRIMARY KEY,
  order_number        text NOT NULL,
  checkout_session_id uuid NOT NULL,
  customer_id         text NOT NULL,
  customer_email      text NOT NULL,
  path                text NOT NULL DEFAULT 'checkout',
  status              text NOT NULL DEFAULT 'PAID',
  version             integer NOT NULL DEFAULT 1,
  currency            char(3) NOT NULL,
  total_minor         bigint NOT NULL,
  content             jsonb NOT NULL,
  fulfillment         jsonb NOT NULL DEFAULT '{"status": "UNFULFILLED"}',
  placed_at           timestamptz(6) NOT NULL,
  -- clock_timestamp(), not now(): the moment of writing, whenever the transaction began.
  recorded_at         timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  updated_at          timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT orders_path_known CHECK (path IN ('checkout', 'choreography', 'orchestration')),
  CONSTRAINT orders_status_known CHECK (
    status IN ('PENDING', 'PAID', 'PAYMENT_FAILED', 'IN_REVIEW', 'RESERVED', 'SHIPPED', 'COMPLETED', 'FAILED', 'CANCELLED')
  ),
  CONSTRAINT orders_total_not_negative CHECK (total_minor >= 0)
);
CREATE UNIQUE INDEX orders_order_number_key ON orders (order_number);
CREATE INDEX orders_customer_id_placed_at_id_idx ON orders (customer_id, placed_at, id);
CREATE INDEX orders_status_placed_at_id_idx ON orders (status, placed_at, id);
CREATE INDEX orders_placed_at_id_idx ON orders (placed_at, id);

-- Every change asked of an order; what was refused is kept too.
CREATE TABLE order_changes (
  id          bigserial PRIMARY KEY,
  order_id    uuid NOT NULL,
  version     integer NOT NULL,
  from_status text NOT NULL,
  to_status   text NOT NULL,
  fulfillment jsonb,
  reason      text,
  applied     boolean NOT NULL,
  refusal     text,
  occurred_at timestamptz(3) NOT NULL,
  CONSTRAINT order_changes_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT ON UPDATE RESTRICT,
  CONSTRAINT order_changes_refused_for_a_reason CHECK (applied = (refusal IS NULL))
);
CREATE INDEX order_changes_order_id_id_idx ON order_changes (order_id, id);
-- Two changes can never make the same version of one order.
CREATE UNIQUE INDEX order_changes_one_per_version ON order_changes (order_id, version) WHERE applied;
