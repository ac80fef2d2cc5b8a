import type { ApiResponse } from '@sidecart/platform';
import { encodeCursor } from './cursor.js';
import type { Order } from './domain/order.js';
import { etagOf } from './if-match.js';
import type { OrderPage } from './store/list-orders.js';

/** One order, with its version as ETag. */
export function orderAnswer(order: Order): ApiResponse {
  return { status: 200, body: orderBody(order), headers: { etag: etagOf(order.version) } };
}

/** One page of orders. */
export function pageAnswer({ orders, next }: OrderPage): ApiResponse {
  return { status: 200, body: { items: orders.map(orderBody), nextCursor: next === undefined ? null : encodeCursor(next) } };
}

/** The sale in the shape of its contract, and beside it where the order stands. */
function orderBody({ sale, path, status, fulfillment, version, recordedAt, updatedAt }: Order) {
  return { ...sale, path, status, fulfillment, version, recordedAt: recordedAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
