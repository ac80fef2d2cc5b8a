import type { Address, Customer, FailureReason, OrderItem } from '@sidecart/contracts';
import type { Money } from '@sidecart/platform';
import { cartTotal, priceLines, type Cart } from './cart.js';
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
  readonly total: Money;
  readonly createdAt: Date;
  readonly attempts: readonly PaymentAttempt[];
}

/** What a session is opened with besides the cart. */
export interface SessionOpening {
  readonly id: string;
  readonly customer: Customer;
  readonly shippingAddress: Address;
  readonly now: Date;
  readonly expiresAt: Date;
}

/** Freezes a cart at its prices of now; undefined when there is nothing in it. */
export function openSession(cart: Cart, opening: SessionOpening): CheckoutSession | undefined {
  if (cart.lines.length === 0) return undefined;
  return {
    id: opening.id,
    cartId: cart.id,
    cartVersion: cart.version,
    sessionState: 'OPEN',
    customer: opening.customer,
    shippingAddress: opening.shippingAddress,
    items: [...priceLines(cart.lines)],
    total: cartTotal(cart.lines),
    createdAt: opening.now,
    expiresAt: opening.expiresAt,
    attempts: [],
  };
}

/** A session as its customer sees it; without e-mail and address, for its id is all a reader needs. */
export interface SessionView {
  readonly id: string;
  readonly cartId: string;
  readonly status: SessionStatus;
  readonly items: readonly OrderItem[];
  readonly total: Money;
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
    total: session.total,
    createdAt: session.createdAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    ...(last && { lastAttempt: { status: last.status, ...(last.reason && { reason: last.reason }) } }),
    ...(paid && { orderId: paid.orderId, orderNumber: paid.orderNumber, acknowledged }),
  };
}
