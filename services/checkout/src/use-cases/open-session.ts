import type { CheckoutCreateSessionBody } from '@sidecart/contracts';
import { NotFound, Unprocessable, type Platform } from '@sidecart/platform';
import { openSession, viewSession, type SessionView } from '../domain/session.js';
import { later } from '../later.js';
import type { PricingGateway } from '../quotes/pricing-gateway.js';
import { holdCart } from '../store/cart-store.js';
import type { CheckoutTx } from '../store/client.js';
import { isAcknowledged } from '../store/sale-store.js';
import { insertSession, readSession } from '../store/session-store.js';

/** Opening and showing checkout sessions. */
export interface Sessions {
  /** Freezes the cart's items at the prices quoted for them. Throws Unprocessable CART_EMPTY or as pricing says; Unavailable without pricing. */
  open(body: CheckoutCreateSessionBody): Promise<SessionView>;
  /** Throws NotFound. */
  show(id: string): Promise<SessionView>;
}

/** Makes the session's use cases; a session can be paid for `ttlMs` milliseconds at the most. */
export function createSessions(platform: Platform<CheckoutTx>, pricing: PricingGateway, ttlMs: number): Sessions {
  const { database, clock, newId } = platform;
  return {
    async open({ cartId, customer, shippingAddress, couponCode }) {
      const id = newId();
      const cart = await database.transaction((tx) => holdCart(tx, cartId));
      if (cart.lines.length === 0) throw new Unprocessable('CART_EMPTY', `there is nothing in cart ${cartId}`);
      // Outside of any transaction: nothing waits for pricing but this request.
      const quote = await pricing.quote({ sessionId: id, customerId: customer.id, items: cart.lines, country: shippingAddress.country, couponCode });
      const now = clock.now();
      const session = openSession(cart, { id, customer, shippingAddress, couponCode, quote, now, expiresAt: later(now, ttlMs) });
      await database.transaction((tx) => insertSession(tx, session));
      return viewSession(session, false, now);
    },
    show: (id) =>
      database.transaction(async (tx) => {
        const session = await readSession(tx, id);
        if (session === undefined) throw new NotFound('checkout session', id);
        const acknowledged = session.sessionState === 'COMPLETED' && (await isAcknowledged(tx, id));
        return viewSession(session, acknowledged, clock.now());
      }),
  };
}
