import { randomUUID } from 'node:crypto';
import type { OrderPath, OrderStatus } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';

const START = Date.parse('2026-01-10T10:00:00.000Z');
const CUSTOMER = { id: 'customer-17', email: 'ada@example.org' };
const ADDRESS = { name: 'Ada', line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' };

/** An instant so many seconds after the moment at which the lives of the tests begin. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** An event of any topic. */
export function eventOf(type: string, subject: string, time: string, data: object, version = '1.0'): PlatformEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: `/services/${type.split('.')[0]}`,
    type,
    subject,
    time,
    datacontenttype: 'application/json',
    dataschema: `https://schemas.sidecart.dev/${type}/${version}`,
    partitionkey: subject,
    correlationid: `story-of-${subject}`,
    data,
  };
}

/** What distinguishes one order of the tests. */
export interface LifeOptions {
  readonly path?: OrderPath;
  /** Seconds after the start at which it is placed. */
  readonly placed?: number;
  readonly sku?: string;
  readonly quantity?: number;
  readonly minor?: number;
}

/** The events that an order can have; each call makes one anew, as a resend under a new id would be. */
export type Life = ReturnType<typeof lifeOf>;

/** The life of one order, event by event. */
export function lifeOf(options: LifeOptions = {}) {
  const one = identify(options);
  return { orderId: one.orderId, ...toldByOrders(one), ...toldByPayment(one), ...toldOfGoods(one) };
}

/** What all events of one order share. */
function identify({ path = 'choreography', placed = 0, sku = 'MUG-BLUE', quantity = 2, minor = 2_500 }: LifeOptions) {
  const [orderId, paymentId, refundId, checkoutSessionId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const about = { orderId, orderNumber: 'PO-000001', path };
  const then = (after: number) => at(placed + after);
  const emit = (type: string, subject: string, after: number, data: object) => eventOf(type, subject, then(after), data);
  const goods = { sku, quantity, items: [{ sku, quantity }], money: { minor, currency: 'EUR' } };
  return { orderId, paymentId, refundId, checkoutSessionId, about, then, emit, ...goods };
}

type One = ReturnType<typeof identify>;

function toldByOrders(one: One) {
  const { orderId, paymentId, checkoutSessionId, about, then, emit, items, money, sku, quantity } = one;
  const order = { ...about, customer: CUSTOMER, items };
  let version = 0;
  return {
    created: () =>
      emit('orders.order.created', orderId, 0, {
        ...order,
        ...{ shippingAddress: ADDRESS, expectedTotal: money, payment: { method: 'card', cardToken: 'tok' }, placedAt: then(0) },
      }),
    sold: () =>
      emit('checkout.order.completed', orderId, 0, {
        checkoutSessionId,
        order: {
          ...{ id: orderId, orderNumber: 'CO-000001', checkoutSessionId, currency: 'EUR', placedAt: then(0), customer: CUSTOMER },
          items: [{ sku, name: 'Mug', quantity, unitPrice: money, lineTotal: money }],
          ...{ subtotal: money, total: money, shippingAddress: ADDRESS, payment: { id: paymentId, method: 'card' } },
        },
      }),
    recorded: (after = 1) =>
      emit('orders.order.recorded', orderId, after, {
        ...{ ...about, path: 'choreography', checkoutSessionId, customerId: CUSTOMER.id, items, total: money, recordedAt: then(1) },
      }),
    completed: (after = 8) => emit('orders.order.completed', orderId, after, { ...order, total: money, placedAt: then(0), completedAt: then(after) }),
    failed: (status = 'FAILED', code = 'OUT_OF_STOCK', after = 4) =>
      emit('orders.order.failed', orderId, after, {
        ...{ ...order, status, reason: { code, message: 'It failed.' }, total: money, failedAt: then(after) },
        ...(about.path === 'checkout' ? { path: 'choreography', checkoutSessionId, paymentId } : {}),
      }),
    changed: (from: OrderStatus, to: OrderStatus, after: number, more: object = {}) =>
      emit('orders.order.status_changed', orderId, after, {
        ...{ orderId, orderNumber: 'PO-000001', version: (version += 1), from, to, changedAt: then(after), ...more },
      }),
  };
}

function toldByPayment({ orderId, paymentId, refundId, checkoutSessionId, about: { path }, then, emit, money }: One) {
  const payment = { paymentId, idempotencyKey: `${orderId}:1`, path, ...(path === 'checkout' ? { checkoutSessionId } : { orderId }) };
  return {
    paid: (after = 2) => emit('payment.payment.completed', paymentId, after, { ...payment, amount: money, method: 'card', completedAt: then(after) }),
    declined: (code = 'CARD_DECLINED') =>
      emit('payment.payment.failed', paymentId, 2, { ...payment, amount: money, reason: { code, message: 'No.' }, failedAt: then(2) }),
    refunded: (part = money.minor, id = refundId) =>
      emit('payment.payment.refunded', paymentId, 9, { ...payment, amount: { ...money, minor: part }, refundId: id, refundedAt: then(9) }),
  };
}

function toldOfGoods({ orderId, about, then, emit, items, sku, quantity }: One) {
  return {
    reserved: (after = 3) =>
      emit('warehouse.inventory.reserved', orderId, after, { ...about, reservationId: randomUUID(), items, reservedAt: then(after) }),
    rejected: () =>
      emit('warehouse.inventory.rejected', orderId, 3, {
        ...{ ...about, items, reason: { code: 'OUT_OF_STOCK', message: 'None.' }, rejectedAt: then(3) },
        missing: [{ sku, requested: quantity, available: 0 }],
      }),
    shipped: (after = 5) =>
      emit('shipping.shipment.created', orderId, after, {
        ...{ ...about, shipmentId: randomUUID(), carrier: 'Post', trackingNumber: 'T-1', items, createdAt: then(after) },
      }),
  };
}

/** A cart of `pieces` mugs, changed `seconds` after the start. */
export function cartEvent(cartId: string, seconds: number, pieces: number): PlatformEvent {
  const money = { minor: 100, currency: 'EUR' };
  const items = pieces === 0 ? [] : [{ sku: 'MUG-BLUE', name: 'Mug', quantity: pieces, unitPrice: money, lineTotal: money }];
  return eventOf('checkout.cart.updated', cartId, at(seconds), { cartId, customerId: CUSTOMER.id, items, subtotal: money, version: seconds + 1 });
}
