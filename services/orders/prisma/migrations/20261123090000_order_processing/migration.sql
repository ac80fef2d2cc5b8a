-- Orders are placed here too, and every order is processed to its end.

CREATE SEQUENCE order_numbers;

ALTER TABLE orders
  ADD COLUMN origin          text NOT NULL DEFAULT 'checkout',
  -- What the rollout decided for a placed order; a recorded sale was never asked about.
  ADD COLUMN route           text NOT NULL DEFAULT 'choreography',
  ADD COLUMN progress        jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN outcome         text,
  ADD COLUMN failure         jsonb,
  ADD COLUMN finished_at     timestamptz(3),
  ADD COLUMN card_token      text,
  ADD COLUMN idempotency_key text,
  ADD COLUMN request_hash    text,
  ADD COLUMN correlation_id  text,
  -- When the sweeper looks at the order next, and how often it has looked since the order last moved.
  ADD COLUMN next_look_at    timestamptz(3),
  ADD COLUMN looks           integer NOT NULL DEFAULT 0;
ALTER TABLE orders ALTER COLUMN checkout_session_id DROP NOT NULL;
ALTER TABLE orders ALTER COLUMN total_minor DROP NOT NULL;
ALTER TABLE orders ALTER COLUMN path DROP NOT NULL;
ALTER TABLE orders ALTER COLUMN path SET DEFAULT 'choreography';

-- From its record on a sale is processed by events.
UPDATE orders SET path = 'choreography' WHERE path = 'checkout';
-- A sale is known by its payment, which an undoing goes by.
UPDATE orders SET progress = jsonb_build_object('paymentId', content -> 'payment' ->> 'id') WHERE origin = 'checkout';
-- What has ended is told of as ended, and what has not is looked after: until now nobody brought an order to its end.
UPDATE orders SET outcome = 'completed', finished_at = updated_at WHERE status = 'COMPLETED';
UPDATE orders SET outcome = 'compensated', finished_at = updated_at, failure = '{"code": "BY_OPERATOR", "message": "An operator ended the order."}'
  WHERE status IN ('PAYMENT_FAILED', 'FAILED', 'CANCELLED');
UPDATE orders SET next_look_at = clock_timestamp() + interval '1 minute' WHERE status <> 'COMPLETED' AND fulfillment ->> 'status' IN ('UNFULFILLED', 'RESERVED');

ALTER TABLE orders DROP CONSTRAINT orders_path_known;
ALTER TABLE orders
  ADD CONSTRAINT orders_path_known CHECK (path IN ('choreography', 'orchestration')),
  ADD CONSTRAINT orders_origin_known CHECK (origin IN ('checkout', 'api')),
  ADD CONSTRAINT orders_route_known CHECK (route IN ('choreography', 'shadow', 'canary', 'orchestration')),
  ADD CONSTRAINT orders_outcome_known CHECK (outcome IN ('completed', 'failed', 'compensated', 'timed_out')),
  ADD CONSTRAINT orders_finished_with_outcome CHECK ((outcome IS NULL) = (finished_at IS NULL)),
  ADD CONSTRAINT orders_sale_has_session CHECK (origin = 'api' OR (checkout_session_id IS NOT NULL AND total_minor IS NOT NULL));
CREATE UNIQUE INDEX orders_idempotency_key ON orders (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX orders_next_look_at_idx ON orders (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX orders_finished_at_idx ON orders (finished_at) WHERE finished_at IS NOT NULL;
-- A payment made at checkout names no order when it is given back.
CREATE INDEX orders_sale_payment_idx ON orders ((content -> 'payment' ->> 'id')) WHERE origin = 'checkout';

-- What happened to an order besides its changes: events, attempts, compensations, decisions of people.
CREATE TABLE order_timeline (
  id          bigserial PRIMARY KEY,
  order_id    uuid NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
  kind        text NOT NULL,
  name        text NOT NULL,
  detail      jsonb NOT NULL DEFAULT '{}',
  event_id    text,
  occurred_at timestamptz(3) NOT NULL,
  recorded_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT order_timeline_kind_known CHECK (kind IN ('event', 'attempt', 'compensation', 'decision', 'sweep', 'start'))
);
CREATE INDEX order_timeline_order_id_id_idx ON order_timeline (order_id, id);
-- One event is one line, however often it is delivered.
CREATE UNIQUE INDEX order_timeline_once ON order_timeline (order_id, event_id) WHERE event_id IS NOT NULL;

-- Orders that wait for a human, and what was decided.
CREATE TABLE order_reviews (
  order_id     uuid PRIMARY KEY REFERENCES orders (id) ON DELETE RESTRICT,
  score        integer NOT NULL,
  reasons      jsonb NOT NULL,
  total_minor  bigint NOT NULL,
  currency     char(3) NOT NULL,
  requested_at timestamptz(3) NOT NULL,
  expires_at   timestamptz(3) NOT NULL,
  decision     text,
  reviewer     text,
  reason       text,
  decided_at   timestamptz(3),
  CONSTRAINT order_reviews_decision_known CHECK (decision IN ('approve', 'reject', 'expired', 'cancelled')),
  CONSTRAINT order_reviews_decided_whole CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE INDEX order_reviews_open_idx ON order_reviews (expires_at, order_id) WHERE decision IS NULL;

-- What has to be undone for an order of the workflow, and what nobody confirmed as undone for any order. A row that is FAILED waits for an operator.
CREATE TABLE order_compensations (
  order_id   uuid NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
  step       text NOT NULL,
  status     text NOT NULL DEFAULT 'PENDING',
  attempts   integer NOT NULL DEFAULT 0,
  last_error text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (order_id, step),
  CONSTRAINT order_compensations_status_known CHECK (status IN ('PENDING', 'DONE', 'FAILED'))
);
CREATE INDEX order_compensations_failed_idx ON order_compensations (updated_at, order_id) WHERE status = 'FAILED';

-- How new orders are processed: one row, and every change of it.
CREATE TABLE rollout (
  singleton      boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  mode           text NOT NULL CHECK (mode IN ('choreography', 'shadow', 'canary', 'orchestration')),
  canary_percent integer NOT NULL CHECK (canary_percent BETWEEN 0 AND 100),
  -- The guard stepped the share back; only a PUT ends that.
  held_back      boolean NOT NULL DEFAULT false,
  version        integer NOT NULL,
  changed_at     timestamptz(3) NOT NULL,
  -- Since when no look of the guard found anything wrong; null while it does, or while nothing runs in the workflow.
  green_since    timestamptz(3)
);
INSERT INTO rollout (mode, canary_percent, version, changed_at) VALUES ('choreography', 0, 1, now());
CREATE TABLE rollout_changes (
  id           bigserial PRIMARY KEY,
  version      integer NOT NULL UNIQUE,
  from_mode    text NOT NULL,
  from_percent integer NOT NULL,
  to_mode      text NOT NULL,
  to_percent   integer NOT NULL,
  changed_by   text NOT NULL,
  reason       text,
  forced       boolean NOT NULL DEFAULT false,
  changed_at   timestamptz(3) NOT NULL
);

-- What the workflow would have done, beside what choreography did.
CREATE TABLE shadow_results (
  order_id    uuid PRIMARY KEY REFERENCES orders (id) ON DELETE RESTRICT,
  result      jsonb NOT NULL,
  finished_at timestamptz(3) NOT NULL,
  compared_at timestamptz(3)
);
CREATE INDEX shadow_results_open_idx ON shadow_results (finished_at) WHERE compared_at IS NULL;
CREATE TABLE shadow_discrepancies (
  id            bigserial PRIMARY KEY,
  order_id      uuid NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
  kind          text NOT NULL,
  -- A difference that follows from how the two paths are made.
  by_design     boolean NOT NULL,
  choreography  jsonb NOT NULL,
  orchestration jsonb NOT NULL,
  found_at      timestamptz(3) NOT NULL,
  UNIQUE (order_id, kind)
);

-- Whoever watches an order is told at once that it moved.
CREATE FUNCTION notify_order_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('orders_changed', NEW.id::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER orders_changed AFTER UPDATE OF version ON orders
  FOR EACH ROW EXECUTE FUNCTION notify_order_changed();
