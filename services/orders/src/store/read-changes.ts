import type { Fulfillment, OrderStatus } from '@sidecart/contracts';
import type { OrdersTx } from './client.js';

/** A change that was made to an order. */
export interface MadeChange {
  readonly orderId: string;
  /** The order's version after it. */
  readonly version: number;
  readonly from: OrderStatus;
  readonly to: OrderStatus;
  readonly at: Date;
  readonly reason: string | null;
  /** Where the goods stand, if that changed. */
  readonly fulfillment: Fulfillment | null;
}

/** From which version of an order on its changes are wanted. */
export interface Since {
  readonly orderId: string;
  readonly after: number;
}

/** The changes made to some orders since a version of each, in one statement and in the order they were made. */
export function readChanges(tx: Pick<OrdersTx, '$queryRaw'>, since: readonly Since[]): Promise<MadeChange[]> {
  return tx.$queryRaw<MadeChange[]>`
    select c.order_id as "orderId", c.version, c.from_status as "from", c.to_status as "to", c.occurred_at as at, c.reason, c.fulfillment
    from unnest(${since.map(({ orderId }) => orderId)}::uuid[], ${since.map(({ after }) => after)}::int[]) as s(order_id, after)
    join order_changes c on c.order_id = s.order_id and c.applied and c.version > s.after
    order by c.order_id, c.version`;
}
