import type { CheckoutCreateSessionBody } from '@sidecart/contracts';
import { NotFound, Unprocessable, type Platform } from '@sidecart/platform';
import { openSession, viewSession, type SessionView } from '../domain/session.js';
import { later } from '../later.js';
import { holdCart } from '../store/cart-store.js';
import type { CheckoutTx } from '../store/client.js';
import { isAcknowledged } from '../store/sale-store.js';
import { insertSession, readSession } from '../store/session-store.js';

/** Opening and showing checkout sessions. */
export interface Sessions {
  /** Freezes the cart's items and prices. Throws Unprocessable (CART_EMPTY). */
  open(body: CheckoutCreateSessionBody): Promise<SessionView>;
  /** Throws NotFound. */
  show(id: string): Promise<SessionView>;
}

/** Makes the session's use cases; a session can be paid for `ttlMs` milliseconds. */
export function createSessions(platform: Platform<CheckoutTx>, ttlMs: number): Sessions {
  const { database, clock, newId } = platform;
  return {
    open: ({ cartId, customer, shippingAddress }) =>
      database.transaction(async (tx) => {
        const now = clock.now();
        const opening = { id: newId(), customer, shippingAddress, now, expiresAt: later(now, ttlMs) };
        const session = openSession(await holdCart(tx, cartId), opening);
        if (session === undefined) throw new Unprocessable('CART_EMPTY', `there is nothing in cart ${cartId}`);
        await insertSession(tx, session);
        return viewSession(session, false, now);
      }),
    show: (id) =>
      database.transaction(async (tx) => {
        const session = await readSession(tx, id);
        if (session === undefined) throw new NotFound('checkout session', id);
        const acknowledged = session.sessionState === 'COMPLETED' && (await isAcknowledged(tx, id));
        return viewSession(session, acknowledged, clock.now());
      }),
  };
}
