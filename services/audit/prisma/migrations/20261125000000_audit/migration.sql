-- Every event of every topic, one row each, in one partition per UTC day of the event's own time. A loop makes the
-- partitions ahead and drops those that are older than the retention, so that forgetting a day costs nothing.
CREATE TABLE events (
  time           timestamptz NOT NULL,
  id             uuid NOT NULL,
  type           text NOT NULL,
  subject        text NOT NULL,
  correlation_id text NOT NULL,
  -- The order the data names; NULL where it names none, as the payment events of a checkout.
  order_id       text,
  received_at    timestamptz(3) NOT NULL,
  -- json and not jsonb: attributes keep their order, and text that jsonb cannot hold is kept all the same. What is
  -- searched for stands in the columns above.
  event          json NOT NULL
) PARTITION BY RANGE (time);
-- A table's own key would have to contain the time. Each partition has the primary key (id) of its own instead: an
-- event has one time, hence one partition, hence one row.
CREATE INDEX events_time ON events (time, id);
CREATE INDEX events_type ON events (type, time, id);
CREATE INDEX events_subject ON events (subject, time, id);
CREATE INDEX events_correlation ON events (correlation_id, time, id);
CREATE INDEX events_order ON events (order_id, time, id) WHERE order_id IS NOT NULL;

-- Events that came when their day was gone already: how many, by the day on which they came.
CREATE TABLE late_events (
  day   date NOT NULL,
  type  text NOT NULL,
  count bigint NOT NULL CHECK (count > 0),
  PRIMARY KEY (day, type)
);

-- Archived events that are fed to one consumer again, and how far that has come.
CREATE TABLE replays (
  id              uuid PRIMARY KEY,
  idempotency_key text NOT NULL UNIQUE,
  consumer        text NOT NULL,
  -- What was asked for, as it was asked for.
  request         jsonb NOT NULL,
  -- The consumer's event route by topic, as it named them when the replay was made.
  routes          jsonb NOT NULL,
  state           text NOT NULL DEFAULT 'RUNNING' CHECK (state IN ('RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  -- Up to here, in the order (time, id), all is delivered; nowhere yet when NULL.
  position_time   timestamptz,
  position_id     uuid,
  matched         bigint NOT NULL,
  delivered       bigint NOT NULL DEFAULT 0,
  refused         bigint NOT NULL DEFAULT 0,
  -- Failures in a row.
  failures        integer NOT NULL DEFAULT 0,
  last_error      text,
  next_attempt_at timestamptz NOT NULL,
  -- Of the worker that is at it; whoever finds it due again takes it over.
  lease           uuid,
  created_at      timestamptz(3) NOT NULL,
  updated_at      timestamptz(3) NOT NULL,
  CHECK ((position_time IS NULL) = (position_id IS NULL))
);
CREATE INDEX replays_due ON replays (next_attempt_at) WHERE state = 'RUNNING';
