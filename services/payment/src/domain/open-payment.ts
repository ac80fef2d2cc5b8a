import type { Money } from '@sidecart/platform';
import type { OrderPath, Payment, PaymentReference } from './payment.js';

/** What a payment is opened with. */
export interface NewPayment {
  readonly id: string;
  readonly key: string;
  readonly requestHash: string;
  readonly reference: PaymentReference;
  readonly path: OrderPath;
  /** The most that may be taken. */
  readonly amount: Money;
  readonly now: Date;
}

/** A payment nobody was asked for yet. */
export function openPayment({ id, key, requestHash, reference, path, amount, now }: NewPayment): Payment {
  return {
    ...{ id, key, requestHash, path },
    reference: { type: reference.type, id: reference.id },
    orderId: reference.type === 'order' ? reference.id : undefined,
    amount: { minor: amount.minor, currency: amount.currency },
    status: 'PENDING',
    capture: undefined,
    decline: undefined,
    refundClaimedMinor: 0,
    refundedMinor: 0,
    createdAt: now,
  };
}
