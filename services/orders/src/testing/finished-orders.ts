import { randomUUID } from 'node:crypto';
import type { OrdersUnderTest } from './orders-under-test.js';

/** How many orders finished how; tests say only what matters to them. */
export interface Finished {
  readonly count: number;
  readonly status?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly path?: 'choreography' | 'orchestration';
  /** Placed and finished so long ago, milliseconds. */
  readonly placedAgo?: number;
  readonly finishedAgo?: number;
}

/** Stores placed orders as they stand when they have finished; resolves to their ids. */
export async function insertFinished(orders: OrdersUnderTest, wanted: Finished): Promise<readonly string[]> {
  const { count, status = 'COMPLETED', outcome = 'completed', code, path = 'orchestration', placedAgo = 11_000, finishedAgo = 1_000 } = wanted;
  const now = orders.clock.now().getTime();
  const ids = Array.from({ length: count }, () => randomUUID());
  const failure = code === undefined ? null : JSON.stringify({ code, message: 'It failed.' });
  await orders.rows(
    `insert into orders (id, order_number, origin, customer_id, customer_email, path, route, status, currency, total_minor, content, outcome, failure,
       finished_at, placed_at)
     select id, 'OR-' || id, 'api', 'customer-17', 'ada@example.com', $2, 'canary', $3, 'EUR', 3025, jsonb_build_object('id', id, 'orderNumber', 'OR-' || id),
       $4, $5::jsonb, $6::timestamptz, $7::timestamptz
     from unnest($1::uuid[]) as i(id) returning id`,
    ...[ids, path, status, outcome, failure, new Date(now - finishedAgo), new Date(now - placedAgo)],
  );
  return ids;
}
