import type { Money, OrderPath } from '@sidecart/contracts';
import { greatest, highest, least, mergeAmounts } from './merge.js';
import { pathScale } from './order-facts.js';

/** A capture, a decline or a refund. */
export interface MoneyFact {
  readonly kind: 'captured' | 'declined' | 'refunded';
  /** The payment's id, or the refund's. */
  readonly id: string;
  readonly paymentId: string;
  /** Absent for a payment made at checkout, which precedes its order. */
  readonly orderId?: string | undefined;
  readonly path: OrderPath;
  /** With microseconds. */
  readonly at: string;
  readonly amount: Money;
  /** Why it was declined. */
  readonly code?: string | undefined;
}

/** What two copies say of one movement of money: they say the same, and if they do not, it still does not matter which came first. */
export function mergeMoney(a: MoneyFact, b: MoneyFact): MoneyFact {
  return {
    kind: a.kind,
    id: a.id,
    paymentId: greatest(a.paymentId, b.paymentId) ?? a.paymentId,
    orderId: greatest(a.orderId, b.orderId),
    path: highest(pathScale, a.path, b.path) ?? a.path,
    at: least(a.at, b.at) ?? a.at,
    amount: mergeAmounts(a.amount, b.amount) ?? a.amount,
    code: least(a.code, b.code),
  };
}

/** A cart, and when it first held something. */
export interface CartFacts {
  readonly cartId: string;
  readonly filledAt?: string | undefined;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** What two say of one cart. */
export function mergeCarts(a: CartFacts, b: CartFacts): CartFacts {
  return {
    cartId: a.cartId,
    filledAt: least(a.filledAt, b.filledAt),
    firstAt: least(a.firstAt, b.firstAt) ?? a.firstAt,
    lastAt: greatest(a.lastAt, b.lastAt) ?? a.lastAt,
  };
}
