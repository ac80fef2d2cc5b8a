import { eventually } from '../../packages/platform/src/testing/index.js';
import { openShop, type Sale, type Shop } from './support/shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ appEnv: { checkout: { RESEND_AFTER_MS: '3000', INTENT_LEASE_MS: '3000' } } });
}, 120_000);
afterAll(() => shop.close());

const MINUTES = 120_000;
const completed = (sessionId: string): Promise<Sale> =>
  eventually(
    async () => {
      const { body } = await shop.http('checkout', 'GET', `/checkout-sessions/${sessionId}`);
      return body['status'] === 'COMPLETED' && { sessionId, orderId: String(body['orderId']), orderNumber: String(body['orderNumber']) };
    },
    { timeoutMs: 60_000, everyMs: 100 },
  );

test(
  'when checkout is killed between capture and record, then after its restart the sale is completed exactly once',
  async () => {
    // The capture is made, and then its answer takes its time: that is the window.
    const sessionId = await shop.session();
    const lost = shop.complete(sessionId, { cardToken: 'tok_slow' }).catch(() => undefined);
    await eventually(async () => (await shop.rows('payment', 'select 1 from simulator_charges')).length > 0, { timeoutMs: 30_000, everyMs: 5 });
    await shop.stack.app('checkout').kill();
    await lost;
    expect(await shop.rows('checkout', 'select 1 from sales')).toEqual([]);
    await shop.stack.app('checkout').start();
    const sale = await completed(sessionId);
    await shop.allRecorded([sale]);
    expect(await shop.rows('payment', 'select 1 from simulator_charges')).toHaveLength(1);
  },
  MINUTES,
);

test(
  'when any process is killed at any moment of 60 sales, then no accepted order is lost and no session is charged twice',
  async () => {
    const sessions: string[] = [];
    const victims = ['orders', 'checkout', 'payment', 'orders'];
    const assault = (async () => {
      for (const victim of victims) {
        await eventually(() => sessions.length >= (victims.indexOf(victim) + 1) * 8, { timeoutMs: 60_000 });
        shop.stack.app(victim).crash();
      }
    })();
    for (let index = 0; index < 60; index += 1) {
      const sessionId = await eventually(() => shop.session().catch(() => undefined), { timeoutMs: 60_000 });
      sessions.push(sessionId);
      // A customer whose request broke asks again under the same key.
      await eventually(async () => [201, 202].includes((await shop.complete(sessionId, { key: `key-${sessionId}` })).status), {
        timeoutMs: 60_000,
        everyMs: 200,
      });
    }
    await assault;
    const sales = await Promise.all(sessions.map(completed));
    await shop.allRecorded(sales, 90_000);
    const charges = await shop.rows<{ most: number }>(
      'payment',
      'select max(n)::int as most from (select count(*) as n from payments group by reference_id) p',
    );
    expect(charges[0]!.most).toBe(1);
  },
  3 * MINUTES,
);
