/** The peer's tables, which both sides of the benchmark fill. */
export const TABLES = [
  'create table if not exists peer_processed_events (event_id uuid primary key, processed_at timestamptz not null default now())',
  `create table if not exists peer_orders (id uuid primary key, order_number text not null unique, checkout_session_id uuid not null,
    customer_id text not null, currency text not null, total_minor bigint not null, content jsonb not null, placed_at timestamptz not null)`,
] as const;
