import type { Order, Refusal } from '../domain/order.js';
import type { OrdersTx } from './client.js';
import { orderColumns, toOrder, type OrderRow } from './order-row.js';

/** What is put on record of a change besides the order itself. */
export interface ChangeNote {
  readonly reason: string | undefined;
  readonly now: Date;
}

/** An order by its id. */
export async function findOrder(tx: Pick<OrdersTx, '$queryRaw'>, id: string): Promise<Order | undefined> {
  const rows = await tx.$queryRaw<OrderRow[]>`select ${orderColumns} from orders where id = ${id}::uuid`;
  return rows.map(toOrder)[0];
}

/** Stores what changed, unless somebody else has changed the order since it was read: false then. */
export async function saveChange(tx: OrdersTx, before: Order, after: Order, note: ChangeNote): Promise<boolean> {
  const { status, version, updatedAt } = after;
  const fulfillment = { ...after.fulfillment };
  const { count } = await tx.order.updateMany({
    where: { id: before.sale.id, version: before.version },
    data: { status, fulfillment, version, updatedAt },
  });
  if (count === 0) return false;
  const moved = after.fulfillment === before.fulfillment ? {} : { fulfillment };
  await tx.orderChange.create({ data: { ...changeRow(before, note), toStatus: status, version, ...moved, applied: true } });
  return true;
}

/** Puts a change that was refused on record. `asked` is the status it was to lead to. */
export async function saveRefusal(tx: OrdersTx, order: Order, refusal: Refusal, asked: string, note: ChangeNote): Promise<void> {
  await tx.orderChange.create({
    data: { ...changeRow(order, note), toStatus: asked, version: order.version, applied: false, refusal: refusal.why },
  });
}

function changeRow(order: Order, { reason, now }: ChangeNote) {
  return { orderId: order.sale.id, fromStatus: order.status, reason: reason ?? null, occurredAt: now };
}
