import { at } from '../testing/at';
import { buildOrder } from './order';
import { openSession, viewSession, type CheckoutSession, type PaymentAttempt } from './session';

const NOW = at('2026-03-14T09:00:00Z');
const EXPIRES_AT = at('2026-03-14T09:30:00Z');
const customer = { id: 'customer-17', email: 'ada@example.com' };
const shippingAddress = { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' };
const lines = [{ sku: 'MUG-BLUE', name: 'Blue mug', quantity: 2, unitPrice: { minor: 1250, currency: 'EUR' } }];
const opened = (): CheckoutSession => {
  const session = openSession({ id: 'cart', version: 3, lines }, { id: 'session', customer, shippingAddress, now: NOW, expiresAt: EXPIRES_AT });
  if (session === undefined) throw new Error('a cart with lines opens a session');
  return session;
};
const attempt = (over: Partial<PaymentAttempt> = {}): PaymentAttempt => ({
  attempt: 1,
  clientKey: 'k1',
  bodyHash: 'h1',
  status: 'CAPTURED',
  providerKey: 'session-1',
  orderId: 'order',
  orderNumber: 'CO-00000001',
  reason: undefined,
  ...over,
});

test('when a cart is empty, then no session opens on it', () => {
  expect(openSession({ id: 'cart', version: 0, lines: [] }, { id: 's', customer, shippingAddress, now: NOW, expiresAt: EXPIRES_AT })).toBeUndefined();
});

test('when a session opens, then items, prices and total are frozen for its time', () => {
  expect(opened()).toMatchObject({
    cartVersion: 3,
    items: [{ sku: 'MUG-BLUE', quantity: 2, lineTotal: { minor: 2500, currency: 'EUR' } }],
    total: { minor: 2500, currency: 'EUR' },
    expiresAt: EXPIRES_AT,
  });
});

test('when a session is shown, then it tells of its sale and last attempt but not of e-mail and address', () => {
  const declined = attempt({ status: 'DECLINED', reason: { code: 'CARD_DECLINED', message: 'No.' } });
  expect(viewSession({ ...opened(), attempts: [declined] }, false, NOW)).toMatchObject({
    lastAttempt: { status: 'DECLINED', reason: { code: 'CARD_DECLINED' } },
  });
  const paid = viewSession({ ...opened(), sessionState: 'COMPLETED', attempts: [attempt()] }, true, NOW);
  expect(paid).toMatchObject({ status: 'COMPLETED', orderId: 'order', orderNumber: 'CO-00000001', acknowledged: true });
  expect(JSON.stringify(paid)).not.toMatch(/example\.com|Harbour/);
});

test('when a paid session becomes an order, then it has the reserved id and number and what was charged', () => {
  const order = buildOrder(opened(), attempt(), { paymentId: 'payment', last4: '4242' }, NOW);
  expect(order).toMatchObject({
    id: 'order',
    orderNumber: 'CO-00000001',
    checkoutSessionId: 'session',
    currency: 'EUR',
    placedAt: NOW.toISOString(),
  });
  expect(order.payment).toEqual({ id: 'payment', method: 'card', last4: '4242' });
  expect(order.total).toEqual(order.subtotal);
  expect(buildOrder(opened(), attempt(), { paymentId: 'payment' }, NOW).payment).toEqual({ id: 'payment', method: 'card' });
});
