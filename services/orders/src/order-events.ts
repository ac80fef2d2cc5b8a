import {
  topics,
  type OrdersOrderCompleted,
  type OrdersOrderCreated,
  type OrdersOrderFailed,
  type OrdersOrderStatusChanged,
} from '@sidecart/contracts';
import type { NewEvent } from '@sidecart/platform';
import type { Telling } from './domain/fact.js';
import { isDead, type Order } from './domain/order.js';

/** Ties the data to the topic's type, which a bare object literal would lose. */
const typed = <Data>(topic: NewEvent<Data>['topic'], data: Data) => ({ topic, data });

/** The event of what is to be told of an order as it stands. */
export function orderEvent(order: Order, telling: Telling): NewEvent {
  const subject = order.content.id;
  switch (telling) {
    case 'created':
      return { ...typed(topics.ordersOrderCreated, createdData(order)), subject };
    case 'completed':
      return { ...typed(topics.ordersOrderCompleted, completedData(order)), subject };
    case 'failed':
      return { ...typed(topics.ordersOrderFailed, failedData(order)), subject };
  }
}

/** The event of a change of status or fulfillment. */
export function statusChangedEvent(before: Order, after: Order, reason: string | undefined): NewEvent {
  const data: OrdersOrderStatusChanged = {
    orderId: after.content.id,
    orderNumber: after.content.orderNumber,
    version: after.version,
    from: before.status,
    to: after.status,
    ...(after.fulfillment === before.fulfillment ? {} : { fulfillment: after.fulfillment }),
    changedAt: after.updatedAt.toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
  return { ...typed(topics.ordersOrderStatusChanged, data), subject: after.content.id };
}

function about({ content, path }: Order) {
  const { id: orderId, orderNumber, customer } = content;
  const items = content.items.map(({ sku, quantity }) => ({ sku, quantity }));
  return { orderId, orderNumber, path: path ?? ('choreography' as const), customer: { id: customer.id, email: customer.email }, items };
}

function createdData(order: Order): OrdersOrderCreated {
  const { content, cardToken } = order;
  if (!('expectedTotal' in content) || cardToken === undefined) throw new Error(`order ${content.id} cannot be told of as created`);
  const { shippingAddress, couponCode, expectedTotal, placedAt } = content;
  return {
    ...about(order),
    shippingAddress,
    ...(couponCode === undefined ? {} : { couponCode }),
    expectedTotal,
    payment: { method: 'card', cardToken },
    placedAt,
  };
}

function completedData(order: Order): OrdersOrderCompleted {
  const { content, total, finishedAt, fulfillment } = order;
  if (total === undefined || finishedAt === undefined) throw new Error(`order ${content.id} cannot be told of as completed`);
  const { carrier, trackingNumber } = fulfillment;
  return {
    ...about(order),
    total,
    ...(carrier === undefined ? {} : { carrier }),
    ...(trackingNumber === undefined ? {} : { trackingNumber }),
    placedAt: content.placedAt,
    completedAt: finishedAt.toISOString(),
  };
}

function failedData(order: Order): OrdersOrderFailed {
  const { content, status, failure, total, progress, finishedAt } = order;
  if (!isDead(status) || failure === undefined || finishedAt === undefined) throw new Error(`order ${content.id} is not dead`);
  return {
    ...about(order),
    status,
    reason: { code: failure.code, message: failure.message },
    ...(failure.step === undefined ? {} : { step: failure.step }),
    ...(total === undefined ? {} : { total }),
    ...('checkoutSessionId' in content ? { checkoutSessionId: content.checkoutSessionId } : {}),
    ...(progress.paymentId === undefined ? {} : { paymentId: progress.paymentId }),
    failedAt: finishedAt.toISOString(),
  };
}
