import { at } from '../testing/at';
import { buildOrder } from './order';
import { openSession, viewSession, type CheckoutSession, type PaymentAttempt, type Quote } from './session';

const NOW = at('2026-03-14T09:00:00Z');
const EXPIRES_AT = at('2026-03-14T09:30:00Z');
const customer = { id: 'customer-17', email: 'ada@example.com' };
const shippingAddress = { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' };
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const lines = [{ sku: 'MUG-BLUE', name: 'Blue mug', quantity: 2, unitPrice: eur(1250) }];
const items = [{ ...lines[0]!, lineTotal: eur(2500) }];
const LATER = at('2026-03-14T10:00:00Z');
const quote: Quote = { items, subtotal: eur(2500), discounts: eur(250), tax: eur(473), total: eur(2723), expiresAt: LATER };
const opened = (over: Partial<Quote> = {}): CheckoutSession =>
  openSession(
    { id: 'cart', version: 3, lines },
    { id: 'session', customer, shippingAddress, couponCode: 'WELCOME10', quote: { ...quote, ...over }, now: NOW, expiresAt: EXPIRES_AT },
  );
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

test('when a session opens, then items and prices are frozen as they were quoted, for its time', () => {
  expect(opened()).toMatchObject({
    cartVersion: 3,
    items: [{ sku: 'MUG-BLUE', quantity: 2, lineTotal: { minor: 2500, currency: 'EUR' } }],
    ...{ subtotal: eur(2500), discounts: eur(250), tax: eur(473), total: eur(2723), couponCode: 'WELCOME10' },
    expiresAt: EXPIRES_AT,
  });
});

test('when the quote holds for a shorter time, then the session can be paid only as long', () => {
  const soon = at('2026-03-14T09:15:00Z');
  expect(opened({ expiresAt: soon }).expiresAt).toEqual(soon);
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
  expect(order).toMatchObject({ subtotal: eur(2500), discounts: eur(250), tax: eur(473), total: eur(2723) });
  expect(buildOrder(opened(), attempt(), { paymentId: 'payment' }, NOW).payment).toEqual({ id: 'payment', method: 'card' });
});
