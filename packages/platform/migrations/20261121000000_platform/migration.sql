-- What the platform keeps in each service's own database, all in the schema `platform`.

-- Events to send and sent. `number` is the order of storing, rising within one service.
CREATE TABLE platform.outbox_events (
  number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id          uuid NOT NULL UNIQUE,
  topic       text NOT NULL,
  event       jsonb NOT NULL,
  created_at  timestamptz NOT NULL,
  sent_at     timestamptz,
  -- The marker number under which the row was last sent: see the relay.
  sent_number bigint,
  failures    int NOT NULL DEFAULT 0,
  last_error  text,
  parked_at   timestamptz,
  CHECK ((sent_at IS NULL) = (sent_number IS NULL)),
  CHECK (sent_at IS NULL OR parked_at IS NULL)
);
CREATE INDEX outbox_events_unsent ON platform.outbox_events (number) WHERE sent_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_events_sent_number ON platform.outbox_events (sent_number) WHERE sent_number IS NOT NULL;
CREATE INDEX outbox_events_sent_at ON platform.outbox_events (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_events_parked ON platform.outbox_events (parked_at) WHERE parked_at IS NOT NULL;

-- One wake-up a statement, however many rows it stored.
CREATE FUNCTION platform.notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('sidecart_outbox', '');
  RETURN NULL;
END
$$;
CREATE TRIGGER outbox_events_notify AFTER INSERT ON platform.outbox_events
  FOR EACH STATEMENT EXECUTE FUNCTION platform.notify_outbox();

-- The dedup window: one row per consumer and event handled, swept after 24 hours.
CREATE TABLE platform.processed_events (
  consumer     text NOT NULL,
  event_id     text NOT NULL,
  processed_at timestamptz NOT NULL,
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX processed_events_processed_at ON platform.processed_events (processed_at);

-- Events whose handler failed and that will be tried again.
CREATE TABLE platform.event_retries (
  consumer        text NOT NULL,
  event_id        text NOT NULL,
  topic           text NOT NULL,
  -- Text, not jsonb: the event stays byte for byte as it came.
  event           text NOT NULL,
  attempts        int NOT NULL,
  last_error      text NOT NULL,
  next_attempt_at timestamptz NOT NULL,
  created_at      timestamptz NOT NULL,
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX event_retries_due ON platform.event_retries (next_attempt_at);

-- Events given up, with the reason; they stay until somebody redrives or discards them.
CREATE TABLE platform.dead_letters (
  id          uuid PRIMARY KEY,
  consumer    text NOT NULL,
  topic       text NOT NULL,
  event_id    text,
  reason      text NOT NULL,
  detail      text NOT NULL,
  attempts    int NOT NULL,
  event       text NOT NULL,
  -- SHA-256 of the event: a redelivered copy of a dead event is not a second letter.
  digest      text NOT NULL,
  created_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX dead_letters_once ON platform.dead_letters (consumer, topic, digest);
CREATE INDEX dead_letters_newest ON platform.dead_letters (created_at DESC, id DESC);

-- Calls to the outside, committed before they are made.
CREATE TABLE platform.intents (
  id              uuid PRIMARY KEY,
  kind            text NOT NULL,
  key             text NOT NULL,
  payload         jsonb NOT NULL,
  status          text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'SETTLED')),
  attempts        int NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  lease_token     uuid,
  lease_until     timestamptz,
  outcome         jsonb,
  last_error      text,
  correlation_id  text NOT NULL,
  causation_id    text,
  traceparent     text,
  created_at      timestamptz NOT NULL,
  settled_at      timestamptz,
  UNIQUE (kind, key)
);
CREATE INDEX intents_due ON platform.intents (next_attempt_at) WHERE status = 'OPEN';
CREATE INDEX intents_settled ON platform.intents (settled_at) WHERE status = 'SETTLED';
