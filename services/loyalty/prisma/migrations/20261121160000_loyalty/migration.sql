-- An order that earned points, or of which so far only a refund is known. Its row is the lock on all of its points.
CREATE TABLE points_orders (
  order_id     uuid PRIMARY KEY,
  customer_id  text,
  total_minor  bigint CHECK (total_minor >= 0),
  currency     char(3),
  completed_at timestamptz(3),
  CONSTRAINT points_orders_completed_or_not CHECK (num_nulls(customer_id, total_minor, currency, completed_at) IN (0, 4))
);

-- Money given back for an order, also where the order is not completed yet.
CREATE TABLE refunds (
  refund_id    uuid PRIMARY KEY,
  -- Rises in the order in which the refunds of one order came in: they are stored under the lock of their order.
  number       bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  order_id     uuid NOT NULL REFERENCES points_orders ON DELETE RESTRICT ON UPDATE RESTRICT,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency     char(3) NOT NULL,
  refunded_at  timestamptz(3) NOT NULL
);
CREATE INDEX refunds_of_order ON refunds (order_id);

-- The ledger; rows are only ever added.
CREATE TABLE entries (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id text NOT NULL,
  order_id    uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('earned', 'taken_back')),
  refund_id   uuid UNIQUE,
  points      bigint NOT NULL,
  created_at  timestamptz(3) NOT NULL,
  CONSTRAINT entries_sign CHECK (CASE kind WHEN 'earned' THEN points >= 0 AND refund_id IS NULL ELSE points <= 0 AND refund_id IS NOT NULL END)
);
-- The last line against earning twice with one order.
CREATE UNIQUE INDEX entries_earned_once ON entries (order_id) WHERE kind = 'earned';
CREATE INDEX entries_of_customer ON entries (customer_id, id);

CREATE FUNCTION refuse_change_of_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries of the ledger are neither changed nor removed';
END
$$;
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE ON entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_entries();

-- What the ledger adds up to, kept in the statement that adds to it.
CREATE TABLE accounts (
  customer_id text PRIMARY KEY,
  balance     bigint NOT NULL CHECK (balance >= 0),
  -- All that was ever earned, whatever was taken back.
  lifetime    bigint NOT NULL,
  updated_at  timestamptz(3) NOT NULL,
  CONSTRAINT accounts_balance_was_earned CHECK (balance <= lifetime)
);
