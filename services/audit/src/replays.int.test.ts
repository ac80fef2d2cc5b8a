import { randomUUID } from 'node:crypto';
import { Unavailable, type InvokeRequest, type PlatformEvent } from '@sidecart/platform';
import { startAudit, type AuditUnderTest } from './testing/audit-under-test';
import { minutesAgo, NOW, paid, recorded, sold, stocked } from './testing/stories';

const RECORDED = 'orders.order.recorded';
const SOLD = 'checkout.order.completed';
const LISTENS = [
  { pubsubname: 'pubsub', topic: RECORDED, route: `/events/${RECORDED}` },
  { pubsubname: 'pubsub', topic: SOLD, routes: { default: '/taken' } },
];

interface Delivered {
  readonly path: string;
  readonly topic: string;
  readonly ids: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

let audit: AuditUnderTest;
/** What loyalty, the consumer of these tests, was handed. */
let taken: Delivered[];
/** What it answers a delivery; a test may change it. */
let answer: (delivered: Delivered) => Answer | Promise<Answer>;

beforeEach(async () => {
  audit = await startAudit({ AUDIT_RETENTION_DAYS: '3' });
  taken = [];
  answer = ({ ids }) => ({ status: 200, body: { statuses: ids.map((entryId) => ({ entryId, status: 'SUCCESS' })) } });
  const onInvoke = async (appId: string, { method, path, body }: InvokeRequest) => {
    if (appId !== 'loyalty') throw new Unavailable('INVOCATION_FAILED', `${appId} does not answer`);
    if (method === 'GET' && path === '/dapr/subscribe') return { status: 200, headers: {}, body: LISTENS };
    const { topic, entries } = body as { topic: string; entries: { entryId: string; event: PlatformEvent; contentType: string }[] };
    const delivered = { path, topic, ids: entries.map(({ event }) => event.id) };
    expect(entries.every(({ entryId, event, contentType }) => entryId === event.id && event.type === topic && /cloudevents/.test(contentType))).toBe(
      true,
    );
    taken.push(delivered);
    const { status, body: told } = await answer(delivered);
    return { status, headers: {}, body: told };
  };
  for (const { dapr } of [audit, audit.other]) dapr.onInvoke = onInvoke;
});
afterEach(() => audit.close());

const show = async (id: string) => (await audit.get(`/replays/${id}`)).body as Record<string, unknown>;
const start = async (body: object = {}) => {
  const response = await audit.replay({ consumer: 'loyalty', ...body });
  expect(response.status).toBe(202);
  return (response.body as { id: string }).id;
};
const runAll = async () => {
  let steps = 0;
  while (await audit.runReplays.runOnce()) steps += 1;
  return steps;
};
/** Recorded orders on several days, oldest first. */
const archive = async (count: number, changes: object = {}) => {
  const events = Array.from({ length: count }, (_, index) => recorded(randomUUID(), { time: minutesAgo((count - index) * 300), ...changes }));
  await audit.deliver([...events].reverse());
  return events;
};
const idsOf = (events: readonly PlatformEvent[]) => events.map(({ id }) => id);

describe('a replay', () => {
  test('when it runs, then the consumer is handed what it listens to, oldest first, as it came, and nothing else', async () => {
    const events = await archive(7);
    const sale = sold(randomUUID(), { time: minutesAgo(1) });
    await audit.deliver([sale]);
    await audit.deliver([paid()]);
    await audit.deliver([stocked('MUG')]);
    const id = await start();
    expect(await show(id)).toMatchObject({ state: 'RUNNING', matched: 8, delivered: 0, filter: { topics: [RECORDED, SOLD], to: NOW } });
    expect(await runAll()).toBe(3);
    expect(taken.map(({ path, ids }) => [path, ids])).toEqual([
      [`/events/${RECORDED}`, idsOf(events.slice(0, 3))],
      [`/events/${RECORDED}`, idsOf(events.slice(3, 6))],
      [`/events/${RECORDED}`, idsOf(events.slice(6))],
      ['/taken', [sale.id]],
    ]);
    expect(await show(id)).toMatchObject({
      state: 'COMPLETED',
      delivered: 8,
      refused: 0,
      duplicates: null,
      deliveredUpTo: expect.any(String) as string,
    });
    const handed = audit.dapr.invokes.map(({ request }) => request.body as { entries: { event: PlatformEvent }[] } | undefined);
    expect(JSON.stringify(handed.findLast((body) => body !== undefined)?.entries[0]?.event)).toBe(JSON.stringify(sale));
    expect(audit.dapr.published).toEqual([]);
  });

  test.each([
    ['a topic', () => ({ topics: [RECORDED] }), [0, 1, 2, 3]],
    ['an order', (events: PlatformEvent[]) => ({ orderId: events[2]!.subject }), [2]],
    ['a subject', (events: PlatformEvent[]) => ({ subject: events[0]!.subject }), [0]],
    ['a correlation id', (events: PlatformEvent[]) => ({ correlationId: events[3]!.correlationid }), [3]],
    ['a time', (events: PlatformEvent[]) => ({ from: events[1]!.time, to: events[3]!.time }), [1, 2]],
  ])('when it is limited to %s, then no other event is handed in', async (_what, limit, expected) => {
    const events = await archive(4);
    await audit.deliver([sold(randomUUID(), { time: minutesAgo(0) })]);
    const id = await start(limit(events));
    await runAll();
    expect(taken.flatMap(({ ids }) => ids)).toEqual(expected.map((index) => events[index]!.id));
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', matched: expected.length, delivered: expected.length });
  });

  test('when nothing matches, then it is completed', async () => {
    const id = await start({ orderId: randomUUID() });
    expect(await runAll()).toBe(1);
    expect(taken).toEqual([]);
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', matched: 0, delivered: 0 });
  });

  test('when events are large, then each call stays below what a sidecar takes', async () => {
    const items = Array.from({ length: 500 }, (_, index) => ({ sku: `SKU-${index}-${'x'.repeat(40)}`, quantity: 1 }));
    const note = 'n'.repeat(480_000);
    const events = Array.from({ length: 3 }, (_, index) => {
      const event = recorded(randomUUID(), { time: minutesAgo(10 - index) });
      return { ...event, data: { ...event.data, items, note } };
    });
    await audit.deliver(events);
    await start();
    await runAll();
    expect(taken.map(({ ids }) => ids.length)).toEqual([1, 1, 1]);
  });

  test('when it is only counted, then nothing is stored or handed in', async () => {
    await archive(3);
    const { status, body } = await audit.replay({ consumer: 'loyalty', dryRun: true });
    expect([status, body]).toEqual([200, { dryRun: true, consumer: 'loyalty', matched: 3, topics: [{ topic: RECORDED, count: 3 }] }]);
    expect(await runAll()).toBe(0);
    expect((await audit.get('/replays')).body).toEqual({ items: [], next: null });
  });

  test('when the same key comes again, then it is the same replay; with other words it is refused', async () => {
    await archive(1);
    const answers = await Promise.all([audit.replay({ consumer: 'loyalty' }, 'k'), audit.other.replay({ consumer: 'loyalty' }, 'k')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 202]);
    audit.clock.advance(5_000);
    expect((await audit.replay({ consumer: 'loyalty' }, 'k')).body.id).toBe(answers[0].body.id);
    expect((await audit.replay({ consumer: 'loyalty', topics: [SOLD] }, 'k')).body).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    await runAll();
    expect(taken).toHaveLength(1);
  });
});

describe('a consumer', () => {
  test('when it does not listen to a topic, does not answer, or has no list, then no replay is made', async () => {
    expect((await audit.replay({ consumer: 'loyalty', topics: [RECORDED, 'warehouse.stock.updated'] })).body).toMatchObject({
      status: 422,
      code: 'NOT_SUBSCRIBED',
      topics: ['warehouse.stock.updated'],
    });
    expect((await audit.replay({ consumer: 'nobody' })).status).toBe(503);
    audit.dapr.onInvoke = () => ({ status: 404, headers: {}, body: {} });
    expect((await audit.replay({ consumer: 'loyalty' })).status).toBe(404);
    expect(await audit.rows('select 1 from replays')).toEqual([]);
  });

  test('when it is away, then the replay waits longer each time, and goes on where it was', async () => {
    const events = await archive(5);
    const id = await start();
    await audit.runReplays.runOnce();
    answer = () => {
      throw new Unavailable('INVOCATION_FAILED', 'loyalty answered with 502');
    };
    expect(await audit.runReplays.runOnce()).toBe(true);
    expect(await audit.runReplays.runOnce()).toBe(false);
    audit.clock.advance(1_000);
    expect(await audit.runReplays.runOnce()).toBe(true);
    expect(await show(id)).toMatchObject({ state: 'RUNNING', delivered: 3, failures: 2, lastError: 'loyalty answered with 502' });
    audit.clock.advance(1_999);
    expect(await audit.runReplays.round()).toBe(1_000);
    audit.clock.advance(1);
    answer = () => ({ status: 200 });
    expect(await audit.runReplays.round()).toBe(0);
    const shown = await show(id);
    expect(shown).toMatchObject({ state: 'COMPLETED', delivered: 5 });
    expect(shown).not.toHaveProperty('lastError');
    expect(taken.at(-1)?.ids).toEqual(idsOf(events.slice(3)));
  });

  test('when it asks for events again, then they are handed in again and counted once', async () => {
    const events = await archive(2);
    const id = await start();
    answer = ({ ids }) => ({ status: 200, body: { statuses: ids.map((entryId) => ({ entryId, status: 'RETRY' })) } });
    await audit.runReplays.runOnce();
    answer = () => ({ status: 200, body: { status: 'SUCCESS' } });
    audit.clock.advance(1_000);
    await audit.runReplays.runOnce();
    expect(taken.map(({ ids }) => ids)).toEqual([idsOf(events), idsOf(events)]);
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', delivered: 2, refused: 0 });
  });

  test('when it drops an event, then that is counted as refused', async () => {
    await archive(2);
    const id = await start();
    answer = ({ ids }) => ({ status: 200, body: { statuses: ids.map((entryId, index) => ({ entryId, status: index === 0 ? 'DROP' : 'SUCCESS' })) } });
    await runAll();
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', delivered: 1, refused: 1 });
  });

  test('when its route refuses, then the replay fails and says so, until somebody lets it go on', async () => {
    await archive(2);
    const id = await start();
    answer = () => ({ status: 401, body: {} });
    expect(await runAll()).toBe(1);
    expect(await show(id)).toMatchObject({ state: 'FAILED', delivered: 0, lastError: `${RECORDED}: the consumer's event route answered 401` });
    answer = () => ({ status: 200 });
    expect((await audit.post(`/replays/${id}/resume`)).body).toMatchObject({ state: 'RUNNING' });
    await runAll();
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', delivered: 2 });
  });
});

describe('a worker', () => {
  test('when it dies in mid-step, then another does the step again from its beginning once the lease has run out', async () => {
    const events = await archive(2);
    const id = await start();
    await audit.rows(`update replays set lease = $1, next_attempt_at = $2`, randomUUID(), new Date(audit.clock.now().getTime() + 120_000));
    expect(await audit.other.runReplays.runOnce()).toBe(false);
    audit.clock.advance(120_000);
    expect(await audit.other.runReplays.runOnce()).toBe(true);
    expect(taken.flatMap(({ ids }) => ids)).toEqual(idsOf(events));
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', delivered: 2 });
  });

  test('when it was only slow and another has taken over, then its result changes nothing', async () => {
    await archive(5);
    const id = await start();
    answer = async () => {
      answer = () => ({ status: 200 });
      audit.clock.advance(120_000);
      expect(await audit.other.runReplays.runOnce()).toBe(true);
      return { status: 401 };
    };
    await audit.runReplays.runOnce();
    expect(taken).toHaveLength(2);
    expect(await show(id)).toMatchObject({ state: 'RUNNING', delivered: 3 });
    await runAll();
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', delivered: 5 });
  });

  test('when another is at the first of two replays, then it takes the second', async () => {
    await archive(1);
    const [first, second] = [await start(), await start()];
    expect(await audit.locked(`select 1 from replays where id = '${first}'`, () => audit.runReplays.runOnce())).toBe(true);
    expect([(await show(first))['state'], (await show(second))['state']]).toEqual(['RUNNING', 'COMPLETED']);
  });

  test('when many look at the same moment, then one takes the replay', async () => {
    await archive(1);
    await start();
    const workers = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? audit : audit.other).runReplays);
    const done = await Promise.all(workers.map((worker) => worker.runOnce()));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(taken).toHaveLength(1);
  });
});

describe('cancelling', () => {
  test('when it is cancelled in mid-step, then that step is the last, and it can go on from there', async () => {
    const events = await archive(5);
    const id = await start();
    answer = async () => {
      answer = () => ({ status: 200 });
      expect((await audit.post(`/replays/${id}/cancel`)).status).toBe(200);
      return { status: 200 };
    };
    await audit.runReplays.runOnce();
    expect(await runAll()).toBe(0);
    expect(await show(id)).toMatchObject({ state: 'CANCELLED', delivered: 3 });
    await audit.post(`/replays/${id}/resume`);
    await runAll();
    expect(taken.flatMap(({ ids }) => ids)).toEqual(idsOf(events));
    expect(await show(id)).toMatchObject({ state: 'COMPLETED', delivered: 5 });
  });

  test('when it has ended, then it is a conflict; when there is none, it is not found', async () => {
    const id = await start();
    await runAll();
    expect((await audit.post(`/replays/${id}/cancel`)).body).toMatchObject({ status: 409, code: 'REPLAY_ENDED', state: 'COMPLETED' });
    expect((await audit.post(`/replays/${id}/resume`)).status).toBe(409);
    expect((await audit.post(`/replays/${randomUUID()}/cancel`)).status).toBe(404);
    expect((await audit.get(`/replays/${randomUUID()}`)).status).toBe(404);
  });
});

test('when replays are listed, then they come newest first and page by page', async () => {
  const made = [await start(), await start(), await start()];
  const first = (await audit.get('/replays?limit=2')).body as { items: { id: string }[]; next: string };
  expect(first.items.map(({ id }) => id)).toEqual([made[2], made[1]]);
  expect((await audit.get(`/replays?limit=2&after=${first.next}`)).body).toMatchObject({ items: [{ id: made[0] }], next: null });
  expect((await audit.get('/replays?limit=0&after=x')).status).toBe(400);
});

test('when it is not an operator, or the request says nothing of use, then no replay is made', async () => {
  const anyone = await audit.post('/replays', { consumer: 'loyalty' }, { 'idempotency-key': 'k' });
  expect(anyone.status).toBe(401);
  expect((await audit.post('/replays', { consumer: 'loyalty' })).status).toBe(400);
  expect((await audit.replay({ consumer: '../x', topics: [] })).body).toMatchObject({
    status: 400,
    errors: [{ pointer: '/consumer' }, { pointer: '/topics' }],
  });
  expect(await audit.rows('select 1 from replays')).toEqual([]);
});
