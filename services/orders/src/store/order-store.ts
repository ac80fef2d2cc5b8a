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

/** Orders by their ids, locked in the order of those: nobody else changes them before this transaction ends, and nobody deadlocks. */
export async function lockOrders(tx: OrdersTx, ids: readonly string[]): Promise<Map<string, Order>> {
  const rows = await tx.$queryRaw<OrderRow[]>`
    select ${orderColumns} from orders where id = any(${[...new Set(ids)]}::uuid[]) order by id for update`;
  return new Map(rows.map((row) => [row.content.id, toOrder(row)]));
}

/** An order after what became known of it, and when the sweeper looks after it if nothing more does. */
export interface MovedOrder {
  readonly order: Order;
  readonly look: Date | 'never' | 'as planned';
}

/** Stores locked orders as they are now, in one statement. The card is forgotten once it cannot be charged any more. */
export async function saveOrders(tx: OrdersTx, moved: readonly MovedOrder[]): Promise<void> {
  if (moved.length === 0) return;
  const rows = moved.map(rowOf);
  await tx.$executeRaw`
    update orders o set path = r.path, status = r.status, fulfillment = r.fulfillment, total_minor = r.total_minor, progress = r.progress,
      outcome = r.outcome, failure = r.failure, finished_at = r.finished_at, version = r.version, updated_at = r.updated_at,
      card_token = case when r.keeps_card then o.card_token end,
      next_look_at = case when r.keeps_look then o.next_look_at else r.next_look_at end, looks = case when r.keeps_look then o.looks else 0 end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, path text, status text, fulfillment jsonb, total_minor bigint,
      progress jsonb, outcome text, failure jsonb, finished_at timestamptz, version int, updated_at timestamptz, keeps_card boolean,
      next_look_at timestamptz, keeps_look boolean)
    where o.id = r.id`;
}

function rowOf({ order, look }: MovedOrder) {
  const { path, status, fulfillment, progress, outcome, failure, finishedAt, version, updatedAt } = order;
  return {
    ...{ id: order.content.id, path, status, fulfillment, progress, outcome, failure, version },
    total_minor: order.total?.minor,
    finished_at: finishedAt,
    updated_at: updatedAt,
    keeps_card: status === 'PENDING' || status === 'IN_REVIEW',
    next_look_at: look instanceof Date ? look : undefined,
    keeps_look: look === 'as planned',
  };
}

/** One line of an order's history: a change that was made, or one that was refused. */
export interface ChangeLine {
  readonly orderId: string;
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly fulfillment: Order['fulfillment'] | undefined;
  readonly reason: string | undefined;
  readonly refusal: string | undefined;
  readonly at: Date;
}

/** Puts changes on record, made and refused ones, in one statement. */
export async function recordChanges(tx: OrdersTx, lines: readonly ChangeLine[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.orderChange.createMany({
    data: lines.map(({ orderId, version, from, to, fulfillment, reason, refusal, at }) => ({
      ...{ orderId, version, fromStatus: from, toStatus: to, occurredAt: at },
      ...(fulfillment === undefined ? {} : { fulfillment: { ...fulfillment } }),
      reason: reason ?? null,
      refusal: refusal ?? null,
      applied: refusal === undefined,
    })),
  });
}

/** Stores what an operator changed of an order the caller has locked. */
export async function saveChange(tx: OrdersTx, before: Order, { order: after, look }: MovedOrder, note: ChangeNote): Promise<void> {
  await saveOrders(tx, [{ order: after, look }]);
  const moved = after.fulfillment === before.fulfillment ? undefined : after.fulfillment;
  await recordChanges(tx, [{ ...lineOf(before, note), to: after.status, version: after.version, fulfillment: moved, refusal: undefined }]);
}

/** Puts a change that was refused on record. `asked` is the status it was to lead to. */
export async function saveRefusal(tx: OrdersTx, order: Order, refusal: Refusal, asked: string, note: ChangeNote): Promise<void> {
  await recordChanges(tx, [{ ...lineOf(order, note), to: asked, version: order.version, fulfillment: undefined, refusal: refusal.why }]);
}

function lineOf(order: Order, { reason, now }: ChangeNote) {
  return { orderId: order.content.id, from: order.status, reason, at: now };
}
