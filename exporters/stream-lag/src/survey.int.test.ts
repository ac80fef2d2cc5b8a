import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { createSurveyor, type SurveyorSettings } from './survey.js';
import { createStreamModel, type Happening, type StreamModel } from './testing/stream-model.js';
import { openTestRedis } from './testing/test-redis.js';

const TOPIC = 'orders.order.created';
let redis: Redis;

beforeAll(async () => {
  ({ redis } = await openTestRedis(9));
});
beforeEach(async () => {
  await redis.flushdb();
});
afterAll(() => redis.disconnect());

const surveyor = (over: Partial<SurveyorSettings> = {}) =>
  createSurveyor({ redis, countLimit: 20_000, maxGroups: 1_000, countForMs: 20_000, now: Date.now, ...over });

const group = fc.constantFrom('payment', 'audit');
// Mostly few, so that groups are overtaken and set back in every way; now and then enough for XTRIM ~ to remove something.
const count = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 8 }) }, { weight: 1, arbitrary: fc.integer({ min: 100, max: 250 }) });
const keep = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 12 }) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 150 }) });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const add = count.map((number): Happening => ({ kind: 'add', count: number }));
const read = fc.record({ kind: fc.constant('read' as const), group, count });
const trim = fc.record({ kind: fc.constant('trim' as const), keep, exact: fc.boolean() });
const look = fc.constant<Happening>({ kind: 'look' });
const create = fc.record({ kind: fc.constant('create' as const), group, at: fc.constantFrom('start', 'start', 'start', 'end', 'middle') });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 20, arbitrary: look },
  { weight: 14, arbitrary: add },
  { weight: 14, arbitrary: read },
  { weight: 5, arbitrary: create },
  { weight: 5, arbitrary: trim },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('ack' as const), group, count }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), share }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), group, share }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('destroy' as const), group }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'drop' }) },
);

async function play(happenings: readonly Happening[], onLook: (model: StreamModel) => Promise<void>): Promise<void> {
  await redis.flushdb();
  const model = createStreamModel(redis, TOPIC);
  for (const each of happenings) {
    await model.apply(each);
    if (each.kind === 'look') await onLook(model);
  }
  await onLook(model);
}

const byGroup = <T extends { readonly group: string }>(items: readonly T[]): T[] => [...items].sort((a, b) => a.group.localeCompare(b.group));

describe('the lag of a group', () => {
  test('when anything happens to stream and groups in any order, then lag and pending are what they truly are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 60, size: 'max' }), async (happenings) => {
        const survey = surveyor();
        await play(happenings, async (model) => {
          const truth = byGroup(model.groups).map(({ group: name, lag, pending }) => ({ group: name, lag, pending }));
          for (const each of [survey, surveyor()]) {
            const found = await each();
            expect(byGroup(found.groups).map(({ group: name, lag, pending }) => ({ group: name, lag, pending }))).toEqual(truth);
            expect(found.streams.map(({ length }) => length).reduce((sum, length) => sum + length, 0)).toBe(model.length);
          }
        });
      }),
      { numRuns: 150 },
    );
  });

  test('when a group is behind and nothing was taken from the stream ahead of it, then it is counted once and known from then on', async () => {
    const model = createStreamModel(redis, TOPIC);
    const [survey, counted] = [surveyor(), jest.spyOn(redis, 'xrange')];
    await model.apply({ kind: 'create', group: 'audit', at: 'start' });
    await model.apply({ kind: 'add', count: 200 });
    await model.apply({ kind: 'read', group: 'audit', count: 20 });
    expect((await survey()).groups[0]?.lag).toBe(180);
    expect(counted).toHaveBeenCalledTimes(1);
    await model.apply({ kind: 'add', count: 50 });
    await model.apply({ kind: 'read', group: 'audit', count: 30 });
    expect((await survey()).groups[0]?.lag).toBe(200);
    expect(counted).toHaveBeenCalledTimes(1);
    counted.mockRestore();
  });

  test('when more entries than the limit would have to be counted, then the lag is what Redis makes of it, or at least the limit', async () => {
    const model = createStreamModel(redis, TOPIC);
    await model.apply({ kind: 'add', count: 2_500 });
    await model.apply({ kind: 'create', group: 'counted', at: 'start' });
    await model.apply({ kind: 'create', group: 'unknown', at: 'middle' });
    await model.apply({ kind: 'read', group: 'counted', count: 1 });
    const lags = async (over: Partial<SurveyorSettings>) =>
      (await surveyor(over)()).groups.map(({ group: name, lag, lost }) => ({ name, lag, lost }));
    expect(await lags({ countLimit: 1_200 })).toEqual([
      { name: 'counted', lag: 2_499, lost: undefined },
      { name: 'unknown', lag: 1_200, lost: undefined },
    ]);
    expect(await lags({ countForMs: -1 })).toEqual([
      { name: 'counted', lag: 2_499, lost: undefined },
      { name: 'unknown', lag: 0, lost: undefined },
    ]);
    expect(await lags({ countLimit: 2_500 })).toEqual([
      { name: 'counted', lag: 2_499, lost: 0 },
      { name: 'unknown', lag: 1_250, lost: undefined },
    ]);
  });
});

describe('lost entries', () => {
  test('when entries are trimmed before a group read them, then they are no longer lag but lost, and never more than truly are', async () => {
    const start: Happening[] = [
      { kind: 'create', group: 'audit', at: 'start' },
      { kind: 'add', count: 1 },
      { kind: 'read', group: 'audit', count: 1 },
    ];
    const reads = fc.record({ kind: fc.constant('read' as const), group: fc.constant('audit'), count });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(add, reads, trim, look), { maxLength: 30, size: 'max' }), async (happenings) => {
        const survey = surveyor();
        await play([...start, ...happenings], async (model) => {
          const found = (await survey()).groups[0]?.lost;
          expect(found).toBeLessThanOrEqual(model.groups[0]!.lost);
        });
      }),
      { numRuns: 50 },
    );
    const model = createStreamModel(redis, 'shipping.shipment.created');
    for (const each of [...start, { kind: 'add', count: 100 }, { kind: 'trim', keep: 40, exact: true }] as const) await model.apply(each);
    const reading = (await surveyor()()).groups.find(({ stream }) => stream === 'shipping.shipment.created');
    expect(reading).toMatchObject({ lag: 40, lost: 60 });
  });
});

describe('a survey', () => {
  test('when Redis holds other keys and streams, then only those named like a topic are shown', async () => {
    await redis.set('orders.order.created', 'no stream');
    await redis.set('sidecart||outbox', '1');
    for (const name of ['not-a-topic', 'a.b', 'a.b.c.d', 'A.B.C', 'a.b.c d', 'payment.payment.failed', 'orders.order.status_changed']) {
      await redis.xadd(name, '*', 'data', '{}');
    }
    expect((await surveyor()()).streams.map(({ stream }) => stream)).toEqual(['orders.order.status_changed', 'payment.payment.failed']);
  });

  test('when there are more streams and groups than the bound, then as many are shown and the rest is told', async () => {
    for (const name of ['a.b.c', 'a.b.d', 'a.b.e']) {
      await redis.xadd(name, '*', 'data', '{}');
      for (const each of ['one', 'two']) await redis.xgroup('CREATE', name, each, '0');
    }
    const found = await surveyor({ maxGroups: 2 })();
    expect(found.streams.map(({ stream }) => stream)).toEqual(['a.b.c', 'a.b.d']);
    expect(found.groups).toHaveLength(2);
    expect(found.leftOut).toBe(3);
  });

  test('when an entry waits for its acknowledgement, then the age is that of the oldest one, whatever was delivered since', async () => {
    const model = createStreamModel(redis, TOPIC);
    await model.apply({ kind: 'create', group: 'audit', at: 'start' });
    await redis.xadd(TOPIC, '1000-0', 'data', '{}');
    await redis.xadd(TOPIC, '4000-0', 'data', '{}');
    const age = async () => (await surveyor({ now: () => 10_000 })()).groups[0]?.oldestPendingAge;
    expect(await age()).toBe(0);
    await redis.xreadgroup('GROUP', 'audit', 'audit', 'STREAMS', TOPIC, '>');
    expect(await age()).toBe(9);
    await redis.xack(TOPIC, 'audit', '1000-0');
    expect(await age()).toBe(6);
  });
});
