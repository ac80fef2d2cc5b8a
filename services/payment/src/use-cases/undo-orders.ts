import type { HandlerContext, Intents, PlatformEvent } from '@sidecart/platform';
import { orderKey } from '../domain/charge.js';
import type { OrderPath, Payment } from '../domain/payment.js';
import { needsProviderVoid } from '../domain/void.js';
import { enqueueRelease } from '../intents/release-intent.js';
import { voidKind, type VoidPayload } from '../intents/void-intent.js';
import type { PaymentTx } from '../store/client.js';
import { findPaymentsByKey, lockKeys } from '../store/payment-store.js';
import { findSalePayments, noteOrders, type SaleReference } from '../store/sale-store.js';
import { insertTombstones } from '../store/tombstone-store.js';

/** An order whose payment is to be undone, why, and the event that says so. */
export interface DeadOrder {
  readonly event: PlatformEvent;
  readonly orderId: string;
  readonly path: OrderPath;
  readonly reason: string;
  /** Where the order was a sale: what its payment is known by. */
  readonly sale: SaleReference | undefined;
  /** True where the order is dead for good, so that its price is no longer needed. */
  readonly releasesQuote: boolean;
}

/** Undoes the payments of dead orders, in the transaction of their events. */
export type UndoOrders = (orders: readonly DeadOrder[], context: HandlerContext<PaymentTx>) => Promise<void>;

/**
 * Makes it. Bars each order's key, and that of its sale's payment, and where money is or may be held stores the intent to give
 * all of it back: one a payment, however often and by whomever it is asked. Succeeds where nothing happened.
 */
export function createUndoOrders(intents: Intents<PaymentTx>): UndoOrders {
  return async (orders, { tx, now, log, causedBy }) => {
    if (orders.length === 0) return;
    const undone = await withSales(tx, orders);
    await lockKeys(
      tx,
      undone.flatMap(({ keys }) => keys),
    );
    await insertTombstones(
      tx,
      undone.flatMap(({ keys, order }) => keys.map((key) => ({ key, reason: order.reason }))),
      now,
    );
    const payments = await findPaymentsByKey(
      tx,
      undone.flatMap(({ keys }) => keys),
    );
    await noteOrders(tx, ordersOf(undone, payments));
    for (const { order, keys } of undone) {
      const held = keys.flatMap((key) => payments.get(key) ?? []).filter(needsProviderVoid);
      for (const payment of held) await enqueueVoid(intents, tx, payment, order);
      if (order.releasesQuote) await enqueueRelease(intents, tx, quoteOf(order), order.event);
      const what = held.length > 0 ? 'payment to be undone' : 'no payment to undo: barred';
      causedBy(order.event, () => log.info({ orderId: order.orderId, payments: held.length }, what));
    }
  };
}

interface Undone {
  readonly order: DeadOrder;
  readonly keys: readonly string[];
}

/** A sale was paid for before its order existed, so its payment is found by the session it was made in. */
async function withSales(tx: PaymentTx, orders: readonly DeadOrder[]): Promise<readonly Undone[]> {
  const payments = await findSalePayments(
    tx,
    orders.flatMap(({ sale }) => sale ?? []),
  );
  return orders.map((order) => {
    const own = payments.filter(({ id, reference }) => reference.id === order.sale?.checkoutSessionId || id === order.sale?.paymentId);
    return { order, keys: [orderKey(order.orderId), ...own.map(({ key }) => key)] };
  });
}

function ordersOf(undone: readonly Undone[], payments: ReadonlyMap<string, Payment>): ReadonlyMap<string, string> {
  const pairs = undone.flatMap(({ order, keys }) => keys.flatMap((key) => payments.get(key) ?? []).map(({ id }) => [id, order.orderId] as const));
  return new Map(pairs);
}

function enqueueVoid(intents: Intents<PaymentTx>, tx: PaymentTx, { id: paymentId, key }: Payment, { event, orderId, path, reason }: DeadOrder) {
  const payload: VoidPayload = { paymentId, key, reason, orderId, path };
  return intents.enqueue(tx, { kind: voidKind, key: paymentId, payload, cause: event });
}

const quoteOf = ({ orderId, sale }: DeadOrder) => ({ orderId, referenceId: sale?.checkoutSessionId });
