import type { Address, Customer, FailureReason, OrderItem } from '@sidecart/contracts';
import type { Money } from '@sidecart/platform';
import type { Cart } from './cart.js';
import { sessionStatus, type AttemptState, type CompletionState, type SessionStatus } from './completion.js';

/** One try to pay a session. The order's id and number are reserved with it, so that a recovery records the same order. */
export interface PaymentAttempt extends AttemptState {
  readonly providerKey: string;
  readonly orderId: string;
  readonly orderNumber: string;
  /** Why it was declined or voided. */
  readonly reason: FailureReason | undefined;
}

/** What is to be bought, by whom and at which frozen prices. */
export interface CheckoutSession extends CompletionState {
  readonly id: string;
  readonly cartId: string;
  readonly cartVersion: number;
  readonly customer: Customer;
  readonly shippingAddress: Address;
  readonly items: readonly OrderItem[];
  /** total = subtotal - discounts + tax. */
  readonly subtotal: Money;
  readonly discounts: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly couponCode: string | undefined;
  readonly createdAt: Date;
  readonly attempts: readonly PaymentAttempt[];
}

/** What a session is opened with besides the cart. */
export interface SessionOpening {
  readonly id: string;
  readonly customer: Customer;
  readonly shippingAddress: Address;
  readonly couponCode: string | undefined;
  readonly quote: Quote;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** What pricing asks for a cart's items. */
export interface Quote {
  readonly items: readonly OrderItem[];
  readonly subtotal: Money;
  readonly discounts: Money;
  readonly tax: Money;
  readonly total: Money;
  /** Until then its coupon is held. */
  readonly expiresAt: Date;
}

/** Freezes a cart at the prices quoted. It can be paid as long as the quote holds, and no longer than it may stand anyway. */
export function openSession(cart: Cart, opening: SessionOpening): CheckoutSession {
  const { items, subtotal, discounts, tax, total } = opening.quote;
  return {
    id: opening.id,
    cartId: cart.id,
    cartVersion: cart.version,
    sessionState: 'OPEN',
    customer: opening.customer,
    shippingAddress: opening.shippingAddress,
    ...{ items, subtotal, discounts, tax, total },
    couponCode: opening.couponCode,
    createdAt: opening.now,
    expiresAt: opening.quote.expiresAt < opening.expiresAt ? opening.quote.expiresAt : opening.expiresAt,
    attempts: [],
  };
}

/** A session as its customer sees it; without e-mail and address, for its id is all a reader needs. */
export interface SessionView {
  readonly id: string;
  readonly cartId: string;
  readonly status: SessionStatus;
  readonly items: readonly OrderItem[];
  readonly subtotal: Money;
  readonly discounts: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly couponCode?: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastAttempt?: { readonly status: AttemptState['status']; readonly reason?: FailureReason };
  readonly orderId?: string;
  readonly orderNumber?: string;
  /** True once orders has recorded the sale. */
  readonly acknowledged?: boolean;
}

/** Shows a session as of `now`; `acknowledged` counts only for a paid one. */
export function viewSession(session: CheckoutSession, acknowledged: boolean, now: Date): SessionView {
  const paid = session.attempts.find((attempt) => attempt.status === 'CAPTURED');
  const last = session.attempts.at(-1);
  return {
    id: session.id,
    cartId: session.cartId,
    status: sessionStatus(session, now),
    items: session.items,
    subtotal: session.subtotal,
    discounts: session.discounts,
    tax: session.tax,
    total: session.total,
    ...(session.couponCode === undefined ? {} : { couponCode: session.couponCode }),
    createdAt: session.createdAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    ...(last && { lastAttempt: { status: last.status, ...(last.reason && { reason: last.reason }) } }),
    ...(paid && { orderId: paid.orderId, orderNumber: paid.orderNumber, acknowledged }),
  };
}
