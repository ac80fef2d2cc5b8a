import { Unavailable } from '@sidecart/platform';
import { booksOf, placeOrder } from '../testing/placed';
import { startOrders, type OrdersUnderTest } from '../testing/orders-under-test';
import type { ApplyFacts } from '../use-cases/apply-facts';

const CREATED = 'orders.order.created';
const PATIENCE_MS = 5_000;
let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;
let applyFacts: ApplyFacts;

beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
  applyFacts = orders.parts.applyFacts;
});
afterAll(() => orders.close());
beforeEach(async () => {
  orders.engine.away = false;
  await orders.rows("update rollout set mode = 'orchestration' returning mode");
  await orders.rows("update platform.intents set status = 'SETTLED' where status = 'OPEN' returning id");
});

/** One round of the worker after `ms` milliseconds. */
const work = async (ms = 0): Promise<number> => {
  orders.clock.advance(ms);
  return orders.service.intentWorker.runOnce();
};
/** What the workflow's first activity does. */
const claim = async (orderId: string) => {
  const { database } = orders.service.platform;
  const [reaction] = await database.transaction((tx) => applyFacts(tx, [{ orderId, fact: { type: 'claimed', path: 'orchestration' } }]));
  return reaction?.refused === undefined;
};

describe('an order that is to be brought to the workflow', () => {
  test('when the engine is there, then it runs under the id of the order, with nothing but that and the story it belongs to', async () => {
    const orderId = await placeOrder(orders);
    expect(await work()).toBe(1);
    const { workflow, input } = orders.engine.started.get(orderId) ?? {};
    expect(workflow).toMatch(/^ProcessOrderWorkflow/);
    expect(Object.keys(input as object)).toEqual(expect.arrayContaining(['orderId']));
    expect(JSON.stringify(input)).not.toMatch(/tok_|@/);
    expect(await claim(orderId)).toBe(true);
    expect(await books.row(orderId)).toMatchObject({ path: 'orchestration', version: 2 });
    expect(await books.told(CREATED, orderId)).toEqual([]);
    expect(await books.timeline(orderId, 'start')).toMatchObject([{ name: 'started' }]);
  });

  test('when the engine is away, then it is tried again until the order has waited long enough; then events take it', async () => {
    orders.engine.away = true;
    const orderId = await placeOrder(orders);
    await work();
    await work(2_000);
    expect(await books.row(orderId)).toMatchObject({ path: null, status: 'PENDING' });
    await work(PATIENCE_MS);
    expect(await books.row(orderId)).toMatchObject({ path: 'choreography', status: 'PENDING' });
    expect(await books.told(CREATED, orderId)).toHaveLength(1);
    expect(await books.timeline(orderId, 'start')).toMatchObject([{ name: 'engine-away', detail: { run: 'process', attempts: 3 } }]);
    orders.engine.away = false;
    expect(await work(60_000)).toBe(0);
    expect(orders.engine.started.has(orderId)).toBe(false);
  });

  test('when the engine is back in time, then the workflow has it', async () => {
    orders.engine.away = true;
    const orderId = await placeOrder(orders);
    await work();
    orders.engine.away = false;
    await work(2_000);
    expect(orders.engine.started.has(orderId)).toBe(true);
    expect(await claim(orderId)).toBe(true);
    expect(await books.told(CREATED, orderId)).toEqual([]);
  });

  test('when a start took effect although the engine looked away, then events have the order and the workflow ends without effect', async () => {
    const orderId = await placeOrder(orders);
    const start = jest.spyOn(orders.engine, 'start').mockImplementation((workflow, instanceId, input) => {
      orders.engine.started.set(instanceId, { workflow, input });
      return Promise.reject(new Unavailable('WORKFLOW_ENGINE_UNAVAILABLE', 'no answer'));
    });
    await work();
    await work(PATIENCE_MS);
    start.mockRestore();
    expect(orders.engine.started.has(orderId)).toBe(true);
    expect(await claim(orderId)).toBe(false);
    expect(await books.row(orderId)).toMatchObject({ path: 'choreography' });
    expect(await books.told(CREATED, orderId)).toHaveLength(1);
  });

  test('when the workflow and the fallback claim at the same moment, then exactly one of them has the order', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => placeOrder(orders)));
    const { database } = orders.service.platform;
    const fallBack = (orderId: string) =>
      database.transaction((tx) => applyFacts(tx, [{ orderId, fact: { type: 'claimed', path: 'choreography' } }]));
    await Promise.all(ids.flatMap((orderId) => [claim(orderId), fallBack(orderId)]));
    for (const orderId of ids) {
      const { path } = await books.row(orderId);
      expect(await books.told(CREATED, orderId)).toHaveLength(path === 'choreography' ? 1 : 0);
      expect(await books.changes(orderId)).toHaveLength(2);
    }
  });

  test('when the dry run cannot be started, then the order goes on without it', async () => {
    await orders.rows("update rollout set mode = 'shadow' returning mode");
    orders.engine.away = true;
    const orderId = await placeOrder(orders);
    await work();
    await work(PATIENCE_MS);
    expect(await books.row(orderId)).toMatchObject({ path: 'choreography', version: 1 });
    expect(await books.told(CREATED, orderId)).toHaveLength(1);
    expect(orders.engine.started.has(`shadow-${orderId}`)).toBe(false);
  });
});

describe('an event for a workflow', () => {
  const running = async () => {
    const orderId = await placeOrder(orders);
    await work();
    await claim(orderId);
    return orderId;
  };

  test('when a customer cancels, then it is raised to the instance of the order, once', async () => {
    const orderId = await running();
    await orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered twice.' });
    await work();
    await orders.post(`/orders/${orderId}/cancel`, { reason: 'Really.' });
    await work();
    expect(orders.engine.raised.filter(({ instanceId }) => instanceId === orderId)).toEqual([
      { instanceId: orderId, event: 'cancel', data: { reason: 'Ordered twice.' } },
    ]);
  });

  test('when the engine is away, then it is raised as soon as it is back', async () => {
    const orderId = await running();
    orders.engine.away = true;
    await orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered twice.' });
    await work();
    orders.engine.away = false;
    await work(60_000);
    expect(orders.engine.raised.some(({ instanceId }) => instanceId === orderId)).toBe(true);
  });

  test('when the workflow has ended, then nothing is left to be done', async () => {
    const orderId = await running();
    orders.engine.states.set(orderId, 'COMPLETED');
    await orders.post(`/orders/${orderId}/cancel`, { reason: 'Ordered twice.' });
    expect(await work()).toBe(1);
    expect(await work(60_000)).toBe(0);
    expect(orders.engine.raised.some(({ instanceId }) => instanceId === orderId)).toBe(false);
  });
});
