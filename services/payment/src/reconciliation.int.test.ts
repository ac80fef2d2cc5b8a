import { randomUUID } from 'node:crypto';
import { simulatedProvider } from './service';
import { createdEvent, failedEvent } from './testing/events';
import { captureBody, startPayment, type PaymentUnderTest } from './testing/payment-under-test';

const AGE_MS = 300_000;
let payment: PaymentUnderTest;
/** Set by a test: voids do not reach the provider. */
let voidsAway = false;
beforeAll(async () => {
  payment = await startPayment((platform, config) => {
    const provider = simulatedProvider(platform, config);
    return { ...provider, void: (...args) => (voidsAway ? Promise.reject(new Error('away')) : provider.void(...args)) };
  });
});
beforeEach(async () => {
  voidsAway = false;
  await payment.clear();
});
afterAll(() => payment.close());

const findings = async (query = '') =>
  (await payment.admin(`/admin/reconciliation${query}`)).body as { items: Record<string, unknown>[]; open: object };
const books = async () => (await payment.admin('/admin/books')).body as Record<string, unknown>;
const later = async (ms = AGE_MS + 1_000) => {
  payment.clock.advance(ms);
  return payment.reconcile();
};
/** Money the provider took that nobody asked for here. */
const strayCharge = (key: string, minor = 500) =>
  payment.rows(
    `INSERT INTO simulator_charges (key, capture_id, amount_minor, currency, card_token, status, created_at) VALUES ($1, $2, $3, 'EUR', 'tok_visa', 'captured', $4)`,
    key,
    `stray-${key}`,
    minor,
    payment.clock.now(),
  );

describe('the reconciliation', () => {
  test('when both books agree, then nothing is found and each payment is compared once', async () => {
    const { body } = await payment.capture('k1', 'tok_visa');
    await payment.capture('k2', 'tok_declined');
    await payment.refund(body.id, 'r1', 300);
    await payment.reconcile();
    expect(await payment.rows('SELECT 1 FROM payments WHERE reconcile_from IS NULL')).toEqual([]);
    expect(await later()).toBe(60_000);
    expect(await findings()).toEqual({ items: [], next: null, open: {} });
    expect(await payment.rows('SELECT 1 FROM payments WHERE reconcile_from IS NOT NULL')).toEqual([]);
    await payment.refund(body.id, 'r2', 100);
    expect(await payment.rows('SELECT 1 FROM payments WHERE reconcile_from IS NOT NULL')).toHaveLength(1);
    await later();
    expect((await findings()).items).toEqual([]);
  });

  test('when a payment stays undecided, then it is found, stays one finding, and is resolved once it is decided', async () => {
    const body = captureBody('tok_late_capture');
    const { body: pending } = await payment.post('/payments', body, 'k1');
    await payment.reconcile();
    expect((await findings()).items).toEqual([]);
    await later();
    await later();
    const found = await findings();
    expect(found).toMatchObject({
      open: { UNDECIDED: 1 },
      items: [{ kind: 'UNDECIDED', key: 'k1', paymentId: pending.id, heldByProvider: 1000, heldByUs: 0 }],
    });
    expect(found.items[0]?.['seenAt']).not.toBe(found.items[0]?.['foundAt']);
    await payment.work();
    await later();
    expect(await findings()).toMatchObject({ open: {}, items: [] });
    expect((await findings('?state=all')).items).toMatchObject([{ key: 'k1', resolvedAt: payment.clock.now().toISOString() }]);
  });

  test('when the provider holds money that no payment of ours stands for, then it is found, and resolved once it went back', async () => {
    await payment.capture('k1', 'tok_visa');
    await strayCharge('stray');
    await later();
    expect((await findings()).items).toMatchObject([{ kind: 'ORPHAN_CAPTURE', key: 'stray', heldByProvider: 500, heldByUs: 0, currency: 'EUR' }]);
    expect(await books()).toMatchObject({
      orphans: 1,
      captured: [{ minor: 1000, currency: 'EUR' }],
      problems: [{ kind: 'ORPHAN_CAPTURE', key: 'stray' }],
    });
    await payment.rows(`UPDATE simulator_charges SET refunded_minor = amount_minor WHERE key = 'stray'`);
    await later();
    expect((await findings()).items).toEqual([]);
    expect(await books()).toMatchObject({ orphans: 0, problems: [] });
  });

  test.each([
    ['HELD_TOO_LITTLE', `UPDATE simulator_charges SET refunded_minor = 400`, 600],
    ['HELD_TOO_LITTLE', `DELETE FROM simulator_charges`, undefined],
    ['HELD_TOO_MUCH', `UPDATE simulator_charges SET amount_minor = 1100`, 1100],
  ])('when the provider holds another sum, then it is %s', async (kind, change, held) => {
    await payment.capture('k1', 'tok_visa');
    await payment.rows(change);
    await later();
    const [finding] = (await findings()).items;
    expect(finding).toMatchObject({ kind, key: 'k1', heldByUs: 1000 });
    expect(finding?.['heldByProvider']).toBe(held);
  });

  test('when the money of a dead order does not go back, then it is found, and resolved once it has', async () => {
    const event = createdEvent();
    await payment.deliver([event]);
    await payment.work();
    voidsAway = true;
    await payment.deliver([failedEvent(event.subject)]);
    await payment.settle();
    await later();
    const wrong = { kind: 'NOT_UNDONE', key: `${event.subject}:1`, orderId: event.subject, heldByUs: 2723 };
    expect((await findings()).items).toMatchObject([wrong]);
    expect(await books()).toMatchObject({ orphans: 0, problems: [wrong] });
    voidsAway = false;
    await payment.settle();
    await later();
    expect((await findings()).items).toEqual([]);
    expect(await books()).toMatchObject({ captured: [{ minor: 2723 }], refunded: [{ minor: 2723 }], pending: 0, problems: [] });
  });

  test('when the provider does not answer, then the round fails and nothing is noted', async () => {
    await payment.capture('k1', 'tok_visa');
    const away = await payment.replica((platform, config) => {
      const provider = simulatedProvider(platform, config);
      return { ...provider, books: { ...provider.books, lookUp: () => Promise.reject(new Error('away')) } };
    });
    payment.clock.advance(AGE_MS + 1_000);
    await expect(away.reconcile()).rejects.toThrow('away');
    expect(await payment.rows('SELECT 1 FROM payments WHERE reconcile_from IS NULL')).toEqual([]);
    expect((await findings()).items).toEqual([]);
  });

  test('when it has much to catch up with, then it goes on at once, and two replicas find a thing once', async () => {
    const other = await payment.replica();
    await payment.capture('k1', 'tok_visa');
    await strayCharge('stray');
    payment.clock.advance(20 * 3_600_000);
    await Promise.all([payment.reconcile(), other.reconcile()]);
    let rounds = 0;
    for (; (await payment.reconcile()) === 0; rounds += 1);
    expect(rounds).toBeGreaterThan(0);
    expect((await findings('?state=all')).items).toHaveLength(1);
  });
});

describe('the books', () => {
  test('when nothing was sold, then they are empty', async () => {
    expect(await books()).toEqual({ orphans: 0, pending: 0, captured: [], refunded: [], problems: [] });
  });

  test('when a voided payment is held by the provider all the same, then that is an orphan', async () => {
    await payment.capture('k1', 'tok_visa');
    await payment.void('k1');
    await payment.rows(`UPDATE simulator_charges SET refunded_minor = 0`);
    // Until then it may still be on its way back.
    expect(await books()).toMatchObject({ orphans: 0 });
    payment.clock.advance(AGE_MS + 1_000);
    expect(await books()).toMatchObject({ orphans: 1, problems: [{ kind: 'ORPHAN_CAPTURE', key: 'k1', heldByProvider: 1000, heldByUs: 0 }] });
  });

  test.each(['/admin/books', '/admin/payments', '/admin/reconciliation'])(
    'when %s is asked for without the operator’s token, then 401',
    async (path) => {
      expect((await payment.get(path)).status).toBe(401);
    },
  );

  test.each([
    '/admin/books?hours=0',
    '/admin/payments?limit=501',
    '/admin/payments?status=LOST',
    '/admin/payments?after=x',
    '/admin/reconciliation?state=x',
  ])('when %s is asked for, then 400', async (path) => {
    expect((await payment.admin(path)).status).toBe(400);
  });
});

describe('the lists of payments', () => {
  test('when an operator pages through them, then each comes once, with order, amount, refunded and status', async () => {
    const event = createdEvent();
    await payment.deliver([event]);
    await payment.work();
    for (const key of ['k1', 'k2', 'k3']) await payment.capture(key, key === 'k2' ? 'tok_declined' : 'tok_visa');
    const pages: { key: string }[][] = [];
    for (let after = ''; ;) {
      const { body } = await payment.admin(`/admin/payments?limit=3${after}`);
      pages.push(body.items);
      if (body.next === null) break;
      after = `&after=${body.next as string}`;
    }
    expect(pages.map((page) => page.map(({ key }) => key))).toEqual([[`${event.subject}:1`, 'k1', 'k2'], ['k3']]);
    const eur = (minor: number) => ({ minor, currency: 'EUR' });
    expect(pages[0]?.[0]).toMatchObject({ orderId: event.subject, amount: eur(2723), refunded: eur(0), status: 'CAPTURED', path: 'choreography' });
    expect((await payment.admin('/admin/payments?status=DECLINED')).body.items).toMatchObject([{ key: 'k2' }]);
  });

  test('when they are asked for by order, then there is that order’s, or none', async () => {
    const orderId = randomUUID();
    expect((await payment.get(`/payments?orderId=${orderId}`)).body).toEqual({ items: [], next: null });
    await payment.post('/payments', { ...captureBody('tok_visa'), reference: { type: 'order', id: orderId }, path: 'orchestration' }, `${orderId}:1`);
    expect((await payment.get(`/payments?orderId=${orderId}`)).body.items).toMatchObject([{ orderId, status: 'CAPTURED' }]);
    expect((await payment.get('/payments?orderId=nonsense')).status).toBe(400);
  });
});
