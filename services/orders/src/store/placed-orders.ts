import type { OrdersPlaceOrderBody } from '@sidecart/contracts';
import type { Order, PlacedOrder, ProcessingPath, Route } from '../domain/order.js';
import type { OrdersTx } from './client.js';
import { orderColumns, toOrder, type OrderRow } from './order-row.js';

/** An order to store as PENDING. */
export interface NewOrder {
  readonly id: string;
  readonly key: string;
  readonly requestHash: string;
  readonly request: OrdersPlaceOrderBody;
  readonly route: Route;
  /** Undefined for one that somebody has to claim yet. */
  readonly path: ProcessingPath | undefined;
  readonly correlationId: string;
  readonly nextLookAt: Date;
  readonly now: Date;
}

/** What stands under an idempotency key, and of which request. */
export interface Placed {
  readonly order: Order;
  readonly requestHash: string;
  readonly created: boolean;
}

/** Stores an order unless its key is taken; resolves to the one that stands under the key. */
export async function insertPlaced(tx: OrdersTx, order: NewOrder): Promise<Placed> {
  const { id, key, requestHash, request, route, path, correlationId, nextLookAt, now } = order;
  const { customer, expectedTotal, payment } = request;
  const content = JSON.stringify(contentOf(order));
  const rows = await tx.$queryRaw<OrderRow[]>`
    with next as (select nextval('order_numbers')::text as digits),
      numbered as (select 'OR-' || lpad(digits, greatest(8, length(digits)), '0') as number from next)
    insert into orders (id, order_number, origin, customer_id, customer_email, path, route, status, currency, content, card_token,
      idempotency_key, request_hash, correlation_id, next_look_at, placed_at, recorded_at, updated_at)
    select ${id}::uuid, number, 'api', ${customer.id}, ${customer.email}, ${path ?? null}, ${route}, 'PENDING', ${expectedTotal.currency},
      ${content}::jsonb || jsonb_build_object('orderNumber', number), ${payment.cardToken}, ${key}, ${requestHash}, ${correlationId},
      ${nextLookAt}, ${now}, ${now}, ${now}
    from numbered
    on conflict (idempotency_key) where idempotency_key is not null do nothing
    returning ${orderColumns}`;
  const [row] = rows;
  return row === undefined ? findByKey(tx, key) : { order: toOrder(row), requestHash, created: true };
}

/** A statement of its own: the order another request committed meanwhile is visible only to the next one. */
async function findByKey(tx: OrdersTx, key: string): Promise<Placed> {
  const rows = await tx.$queryRaw<(OrderRow & { request_hash: string })[]>`
    select ${orderColumns}, request_hash from orders where idempotency_key = ${key}`;
  const [row] = rows;
  if (row === undefined) throw new Error('the order of an idempotency key is gone');
  return { order: toOrder(row), requestHash: row.request_hash, created: false };
}

function contentOf({ id, request, now }: NewOrder): Omit<PlacedOrder, 'orderNumber'> {
  const { customer, items, shippingAddress, couponCode, expectedTotal } = request;
  return {
    ...{ id, customer, items, shippingAddress, expectedTotal, placedAt: now.toISOString() },
    ...(couponCode === undefined ? {} : { couponCode }),
  };
}
