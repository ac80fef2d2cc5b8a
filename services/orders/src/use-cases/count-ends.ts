import type { Order } from '../domain/order.js';
import type { OrdersMetrics } from '../metrics.js';
import type { OrdersTx } from '../store/client.js';
import { readEndNotes } from '../store/metrics-store.js';

/** An order before and after a transaction changed it. */
export interface Move {
  readonly before: Order | undefined;
  readonly after: Order;
}

/** Counts the orders that came to their end with these moves. The end is the first outcome: what is learned later of a dead order adds none. */
export async function countEnds(metrics: Pick<OrdersMetrics, 'ended'>, tx: OrdersTx, moves: readonly Move[]): Promise<void> {
  const ended = moves.flatMap(({ before, after }) => (before?.outcome === undefined && after.outcome !== undefined ? [after] : []));
  const byWorkflow = ended.filter(({ path }) => path === 'orchestration').map(({ content }) => content.id);
  const notes = await readEndNotes(tx, byWorkflow);
  for (const order of ended) metrics.ended(tx, order, notes.get(order.content.id));
}
