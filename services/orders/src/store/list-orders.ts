import type { Order } from '../domain/order.js';
import type { OrderQuery, Position } from '../domain/page.js';
import { Prisma } from '../generated/prisma/client.js';
import type { OrdersTx } from './client.js';
import { orderColumns, toOrder, type OrderRow } from './order-row.js';

/** One page of orders; `next` is where the following page starts, undefined on the last. */
export interface OrderPage {
  readonly orders: readonly Order[];
  /** Where each of them stands in the list. */
  readonly positions: readonly Position[];
  readonly next: Position | undefined;
}

type PageRow = OrderRow & Position;

/** Lists orders, newest first. The position is a key, not a count, so orders placed meanwhile shift nothing. */
export async function listOrders(tx: Pick<OrdersTx, '$queryRaw'>, query: OrderQuery): Promise<OrderPage> {
  const rows = await tx.$queryRaw<PageRow[]>`
    select ${orderColumns}, id, to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "placedAt"
    from orders ${where(query)} order by orders.placed_at desc, orders.id desc limit ${query.limit + 1}`;
  const page = rows.slice(0, query.limit);
  const positions = page.map(({ placedAt, id }) => ({ placedAt, id }));
  return { orders: page.map(toOrder), positions, next: rows.length > query.limit ? positions.at(-1) : undefined };
}

/** Only the conditions asked for, so that the index that fits them is used. */
function where({ customerId, status, path, outcome, from, to, after }: OrderQuery): Prisma.Sql {
  const conditions: Prisma.Sql[] = [];
  if (customerId !== undefined) conditions.push(Prisma.sql`customer_id = ${customerId}`);
  if (status !== undefined) conditions.push(Prisma.sql`status = ${status}`);
  if (path !== undefined) conditions.push(Prisma.sql`path = ${path}`);
  if (outcome !== undefined) conditions.push(Prisma.sql`outcome = ${outcome}`);
  if (from !== undefined) conditions.push(Prisma.sql`placed_at >= ${from}::timestamptz`);
  if (to !== undefined) conditions.push(Prisma.sql`placed_at < ${to}::timestamptz`);
  if (after !== undefined) conditions.push(Prisma.sql`(placed_at, id) < (${after.placedAt}::timestamptz, ${after.id}::uuid)`);
  return conditions.length === 0 ? Prisma.empty : Prisma.sql`where ${Prisma.join(conditions, ' and ')}`;
}
