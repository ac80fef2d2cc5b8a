import { eventually } from '../../packages/platform/src/testing/index.js';
import { openDesk, type Desk } from './support/desk.js';
import { openShop, type Shop } from './support/shop.js';

let shop: Shop;
let desk: Desk;
beforeAll(async () => {
  shop = await openShop({ appEnv: { orders: { STEP_ALLOWANCE_MS: '5000', ENGINE_PATIENCE_MS: '10000' } } });
  desk = openDesk(shop);
}, 180_000);
afterAll(() => shop.close());
afterEach(() => desk.noFaults());

const MINUTES = 240_000;
const whole = {
  status: 'COMPLETED',
  outcome: 'completed',
  charges: 1,
  reservation: 'SHIPPED',
  labels: 1,
  mails: ['order_completed', 'shipment_created'],
};
/** Resolves once some order stands in mid-workflow: paid, and not shipped yet. */
const inMidWorkflow = (ids: readonly string[]): Promise<unknown> =>
  eventually(
    async () => (await shop.rows('orders', "select 1 from orders where status in ('PAID', 'RESERVED') and id = any($1::uuid[])", [ids])).length > 0,
    { timeoutMs: 60_000, everyMs: 5 },
  );

describe('orders in mid-workflow', () => {
  beforeAll(() => desk.choose('orchestration'));

  test.each([
    ['the orders service', async () => shop.stack.app('orders').crash()],
    ['its sidecar', async () => shop.stack.sidecar('orders').crash()],
    ['the scheduler', async () => shop.stack.part('scheduler').crash()],
  ])(
    'when %s is killed, then each finishes exactly once after the restart',
    async (_victim, kill) => {
      // Slow labels keep the window open.
      await desk.fault('shipping', { operation: 'create-shipment', effect: 'slow', delayMs: 1_000 });
      const ids = await Promise.all(Array.from({ length: 6 }, () => desk.place()));
      await inMidWorkflow(ids);
      await kill();
      for (const id of ids)
        expect(await desk.settled(id, 180_000)).toEqual({ ...whole, path: 'orchestration', heldMinor: expect.any(Number) as number });
    },
    MINUTES,
  );

  test(
    'when 300 orders are placed at once, then none is dropped, and each is charged exactly if it completes',
    async () => {
      const ids = (await Promise.all(Array.from({ length: 300 }, () => desk.place()))).sort();
      const ended = (): Promise<readonly { id: string; status: string; path: string }[]> =>
        shop.rows('orders', 'select id, status, path from orders where outcome is not null and id = any($1::uuid[])', [ids]);
      await eventually(async () => (await ended()).length === ids.length, { timeoutMs: 300_000, everyMs: 500 });
      const orders = await ended();
      // An engine that is too slow to take an order in time leaves it to the events.
      expect(orders.filter(({ path }) => path === 'orchestration').length).toBeGreaterThan(250);
      const completed = orders.filter(({ status }) => status === 'COMPLETED').map(({ id }) => id);
      const charged = () =>
        shop.rows<{ id: string }>(
          'payment',
          `select split_part(key, ':', 1) as id from simulator_charges
           where status = 'captured' and refunded_minor < amount_minor and split_part(key, ':', 1) = any($1::text[]) order by 1`,
          [ids],
        );
      const isSettled = async (): Promise<boolean> => (await charged()).length === completed.length;
      await eventually(isSettled, { timeoutMs: 60_000, everyMs: 500 });
      expect((await charged()).map(({ id }) => id)).toEqual(completed.sort());
    },
    2 * MINUTES,
  );
});

test(
  'when the workflow engine is away, then new orders go by events, and started workflows resume when it is back',
  async () => {
    await desk.choose('orchestration');
    await desk.fault('shipping', { operation: 'create-shipment', effect: 'slow', delayMs: 2_000 });
    const started = await desk.place();
    await inMidWorkflow([started]);
    await Promise.all([shop.stack.part('scheduler').kill(), shop.stack.part('placement').kill()]);
    const fallen = await desk.place();
    expect(await desk.settled(fallen, 120_000)).toMatchObject({ ...whole, path: 'choreography' });
    await Promise.all([shop.stack.part('placement').start(), shop.stack.part('scheduler').start()]);
    expect(await desk.settled(started, 180_000)).toMatchObject({ ...whole, path: 'orchestration' });
    expect(await desk.holdings(fallen)).toMatchObject(whole);
  },
  MINUTES,
);

test(
  'when an instance of the first version is under way while new orders run the second, then both finish by their own',
  async () => {
    await desk.choose('orchestration');
    await desk.fault('fraud', { operation: 'review', effect: 'decline' });
    const old = await desk.place();
    await desk.reaches(old, 'IN_REVIEW');
    await desk.noFaults();
    shop.stack.setEnv('orders', { STEP_ALLOWANCE_MS: '5000', ENGINE_PATIENCE_MS: '10000', WORKFLOW_VERSION: '2' });
    await shop.stack.app('orders').restart();
    const fresh = await desk.place();
    expect(await desk.settled(fresh)).toMatchObject(whole);
    await desk.asOperator('orders', 'POST', `/orders/${old}/review`, { decision: 'approve', reviewer: 'Grace', reason: 'Fine.' });
    expect(await desk.settled(old)).toMatchObject(whole);
    const stepsOf = async (id: string) => (await desk.timeline(id)).filter(({ kind }) => kind === 'attempt').map(({ name }) => name);
    expect(await stepsOf(fresh)).toContain('ConfirmInventory');
    expect(await stepsOf(old)).not.toContain('ConfirmInventory');
  },
  MINUTES,
);

describe.each(['choreography', 'orchestration'] as const)('a cancellation on the path of %s', (path) => {
  test(
    'when it races the capture, then the order is either cancelled and uncharged, or completes',
    async () => {
      await desk.choose(path);
      const ids = await Promise.all(
        Array.from({ length: 8 }, async (_one, index) => {
          const id = await desk.place({ cardToken: index % 2 === 0 ? 'tok_visa' : 'tok_slow' });
          await new Promise((resolve) => setTimeout(resolve, index * 60));
          await shop.http('orders', 'POST', `/orders/${id}/cancel`, { body: { reason: 'Changed my mind.' } });
          return id;
        }),
      );
      for (const id of ids) {
        const held = await desk.settled(id, 120_000);
        if (held.status === 'COMPLETED') expect(held).toMatchObject(whole);
        else expect(held).toMatchObject({ status: 'CANCELLED', heldMinor: 0, labels: 0 });
      }
      // What was captured late for a cancelled order is given back, and stays so.
      const books = await desk.asOperator('payment', 'GET', '/admin/books');
      expect(books.body).toMatchObject({ orphans: 0 });
    },
    MINUTES,
  );
});

test(
  'when the provider captures long after its timeout, then the order comes to one end, and the money fits it',
  async () => {
    for (const path of ['choreography', 'orchestration'] as const) {
      await desk.choose(path);
      const id = await desk.place({ cardToken: 'tok_late_capture' });
      const held = await desk.settled(id, 200_000);
      expect(held.charges).toBeLessThanOrEqual(1);
    }
  },
  2 * MINUTES,
);

test(
  'when every service is killed at some moment of 40 orders on both paths, then each order comes to one end and the books fit',
  async () => {
    await desk.choose('canary', 50);
    const ids: string[] = [];
    const victims = ['payment', 'orders', 'warehouse', 'shipping', 'pricing'];
    const assault = (async () => {
      for (const [index, victim] of victims.entries()) {
        await eventually(() => ids.length >= (index + 1) * 6, { timeoutMs: 60_000 });
        shop.stack.app(victim).crash();
      }
    })();
    for (let index = 0; index < 40; index += 1) {
      const key = `order-${index}`;
      ids.push(await eventually(() => desk.place({ key }).catch(() => undefined), { timeoutMs: 60_000, everyMs: 200 }));
    }
    await assault;
    for (const id of ids) expect(await desk.settled(id, 200_000)).toMatchObject(whole);
    expect((await desk.asOperator('warehouse', 'GET', '/admin/books')).body).toMatchObject({ drift: 0 });
  },
  2 * MINUTES,
);
