import type { ApiResponse } from '@sidecart/platform';
import { encodeCursor } from './cursor.js';
import type { Order } from './domain/order.js';
import { etagOf } from './if-match.js';
import type { OrderPage } from './store/list-orders.js';
import type { StoryLine } from './store/read-timeline.js';

/** One order, with its version as ETag. */
export function orderAnswer(order: Order): ApiResponse {
  return { status: 200, body: orderBody(order), headers: { etag: etagOf(order.version) } };
}

/** One page of orders. */
export function pageAnswer({ orders, next }: OrderPage): ApiResponse {
  return { status: 200, body: { items: orders.map(orderBody), nextCursor: next === undefined ? null : encodeCursor(next) } };
}

/** 202 for an order that was placed: where to follow it. */
export function placedAnswer(order: Order): ApiResponse {
  const { id: orderId, orderNumber } = order.content;
  const links = { self: `/orders/${orderId}`, timeline: `/orders/${orderId}/timeline`, events: `/orders/${orderId}/events` };
  return { status: 202, body: { orderId, orderNumber, status: order.status, links }, headers: { location: links.self, etag: etagOf(order.version) } };
}

/** An order's story, oldest line first. */
export function timelineAnswer(order: Order, lines: readonly StoryLine[]): ApiResponse {
  const { id: orderId, orderNumber } = order.content;
  const items = lines.map(({ at, kind, name, detail }) => ({ at: at.toISOString(), kind, name, detail }));
  return { status: 200, body: { orderId, orderNumber, status: order.status, items } };
}

/** The sale or order in the shape of its contract, and beside it where it stands. */
export function orderBody(order: Order) {
  const { content, origin, status, fulfillment, version, recordedAt, updatedAt, finishedAt } = order;
  const { path, total, outcome, failure } = order;
  const known = Object.fromEntries(Object.entries({ path, total, outcome, failure }).filter(([, value]) => value !== undefined));
  return {
    ...content,
    ...known,
    ...{ origin, status, fulfillment, version },
    recordedAt: recordedAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.toISOString() }),
  };
}
