import type { Order } from '../domain/order.js';
import type { Effect } from '../domain/progress.js';
import type { OrdersTx } from './client.js';
import type { CompensationStep } from './compensation-store.js';
import { orderColumns, toOrder, type OrderRow } from './order-row.js';

/** An order that stands still. */
export interface StandingOrder {
  readonly order: Order;
  /** Looks made since it last moved. */
  readonly looks: number;
}

/**
 * Takes orders that are due for a look, those that have waited longest first, and puts them off until `until`: nobody else
 * looks meanwhile, and if whoever took them dies, somebody does afterwards. Replicas pass over each other's.
 */
export async function takeDue(
  tx: OrdersTx,
  { now, until, limit }: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<readonly StandingOrder[]> {
  const rows = await tx.$queryRaw<(OrderRow & { looks: number })[]>`
    update orders set next_look_at = ${until}
    where id in (select id from orders where next_look_at <= ${now} order by next_look_at limit ${limit} for update skip locked)
    returning ${orderColumns}, looks`;
  return rows.map((row) => ({ order: toOrder(row), looks: row.looks }));
}

/** Notes how often an order was looked at, and when it is looked at next; never, if that is undefined. One that has moved has a plan of its own. */
export async function planLook(
  tx: OrdersTx,
  { content, version }: Order,
  { looks, next }: { readonly looks: number; readonly next: Date | undefined },
): Promise<void> {
  await tx.$executeRaw`
    update orders set looks = ${looks}, next_look_at = ${next ?? null}::timestamptz where id = ${content.id}::uuid and version = ${version}`;
}

const steps: Readonly<Record<Effect, CompensationStep>> = {
  payment: 'RefundPayment',
  reservation: 'ReleaseInventoryReservation',
  shipment: 'CancelShipment',
};

/** Puts what nobody confirmed as undone in the operators' queue; what was done there stays done. */
export async function parkUndoings(tx: OrdersTx, orderId: string, effects: readonly Effect[], lastError: string, now: Date): Promise<void> {
  if (effects.length === 0) return;
  await tx.$executeRaw`
    insert into order_compensations (order_id, step, status, last_error, created_at, updated_at)
    select ${orderId}::uuid, step, 'FAILED', ${lastError}, ${now}, ${now} from unnest(${effects.map((effect) => steps[effect])}::text[]) as s(step)
    on conflict (order_id, step) do update set status = 'FAILED', last_error = excluded.last_error, updated_at = excluded.updated_at
      where order_compensations.status <> 'DONE'`;
}
