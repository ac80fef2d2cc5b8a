import type { HandlerContext, Intents, NewId, PlatformEvent } from '@sidecart/platform';
import { orderKey } from '../domain/charge.js';
import { openPayment } from '../domain/open-payment.js';
import type { OrderToCharge } from '../domain/order-charge.js';
import { chargeKind, type ChargePayload } from '../intents/charge-intent.js';
import type { PaymentTx } from '../store/client.js';
import { insertPayments, lockKeys } from '../store/payment-store.js';
import { tombstonedAmong } from '../store/tombstone-store.js';
import { captureHash } from './request-hash.js';

/** An order to be charged, and the event that says so. */
export interface ChargeByEvent {
  readonly event: PlatformEvent;
  readonly order: OrderToCharge;
  readonly cardToken: string;
}

/** Stores payments with the intents to charge their orders, in the transaction of their events. */
export type OpenCharges = (charges: readonly ChargeByEvent[], context: HandlerContext<PaymentTx>) => Promise<void>;

/**
 * Makes it. The order's key makes all but the first copy change nothing. An order that was undone before is not charged, and
 * nobody is told: it is dead.
 */
export function createOpenCharges(newId: NewId, intents: Intents<PaymentTx>): OpenCharges {
  return async (charges, { tx, now, log, causedBy }) => {
    if (charges.length === 0) return;
    const keys = charges.map(({ order }) => orderKey(order.orderId));
    await lockKeys(tx, keys);
    const barred = await tombstonedAmong(tx, keys);
    const planned = charges.map((charge) => ({ ...charge, payment: planPayment(charge, newId(), now) }));
    const wanted = planned.filter(({ payment }) => !barred.has(payment.key));
    const inserted = await insertPayments(
      tx,
      wanted.map(({ payment }) => payment),
    );
    for (const { payment, order, cardToken, event } of planned) {
      if (!inserted.has(payment.id)) {
        causedBy(event, () => log.info(barred.has(payment.key) ? 'not charged: the order was undone before' : 'charged already'));
        continue;
      }
      const payload: ChargePayload = { ...order, paymentId: payment.id, key: payment.key, cardToken };
      await intents.enqueue(tx, { kind: chargeKind, key: order.orderId, payload, cause: event });
    }
  };
}

function planPayment({ order, cardToken }: ChargeByEvent, id: string, now: Date) {
  const meaning = { amount: order.expectedTotal, cardToken, reference: { type: 'order', id: order.orderId }, path: 'choreography' } as const;
  return openPayment({ ...meaning, id, key: orderKey(order.orderId), requestHash: captureHash(meaning), now });
}
