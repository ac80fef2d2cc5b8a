import { randomUUID } from 'node:crypto';
import { startAnalytics, type AnalyticsUnderTest } from './testing/analytics-under-test';
import { at, cartEvent, lifeOf, type Life, type LifeOptions } from './testing/lives';

let analytics: AnalyticsUnderTest;
beforeAll(async () => {
  analytics = await startAnalytics();
});
afterEach(() => analytics.clear());
afterAll(() => analytics.close());

const HOUR = 3_600;
const DAY = 24 * HOUR;
const get = async (path: string) => {
  const { status, body } = await analytics.get(path);
  expect([status, body.code]).toEqual([200, undefined]);
  return body as Record<string, unknown>;
};
const live = async (options: LifeOptions, events: (life: Life) => Parameters<AnalyticsUnderTest['deliver']>[0]) => {
  const life = lifeOf(options);
  await analytics.deliverEach(events(life));
  return life;
};
/** All of an order that succeeded; `factor` stretches its life. */
const whole = (factor: number) => (life: Life) => [
  life.created(),
  life.paid(1 * factor),
  life.reserved(3 * factor),
  life.shipped(6 * factor),
  life.completed(10 * factor),
];

describe('revenue', () => {
  const row = (time: string, captures: number, captured: number, refunds: number, refunded: number) => ({
    ...{ at: time, currency: 'EUR', captures, captured, refunds, refunded, net: captured - refunded },
  });

  beforeEach(async () => {
    await live({ minor: 1_000 }, (life) => [life.paid(), life.declined()]);
    await live({ minor: 2_000, placed: HOUR }, (life) => [life.paid(), life.refunded(500, randomUUID()), life.refunded(700, randomUUID())]);
    await live({ minor: 4_000, placed: DAY, path: 'checkout' }, (life) => [life.paid()]);
  });

  test('when it is asked for by day, then each day with money has a row, and the sums are told', async () => {
    const { totals, items, by } = await get('/revenue?from=2026-01-01&to=2026-02-01');
    expect(by).toBe('day');
    expect(items).toEqual([row('2026-01-10T00:00:00Z', 2, 3_000, 2, 1_200), row('2026-01-11T00:00:00Z', 1, 4_000, 0, 0)]);
    expect(totals).toEqual([{ currency: 'EUR', captures: 3, captured: 7_000, refunds: 2, refunded: 1_200, net: 5_800 }]);
  });

  test('when it is asked for by hour, then only what lies in the period counts, its end not included', async () => {
    const { items } = await get(`/revenue?by=hour&from=${at(0)}&to=${at(DAY + 2)}`);
    expect(items).toEqual([row('2026-01-10T10:00:00Z', 1, 1_000, 0, 0), row('2026-01-10T11:00:00Z', 1, 2_000, 2, 1_200)]);
    expect((await get(`/revenue?from=${at(2)}&to=${at(3)}`))['items']).toHaveLength(1);
  });

  test('when currencies differ, then each has its own rows and sum', async () => {
    const dollars = lifeOf().paid();
    await analytics.deliver([{ ...dollars, data: { ...(dollars.data as object), amount: { minor: 7, currency: 'USD' } } }]);
    const { totals, items } = await get('/revenue');
    expect((totals as { currency: string; net: number }[]).map(({ currency, net }) => [currency, net])).toEqual([
      ['EUR', 5_800],
      ['USD', 7],
    ]);
    expect(items).toHaveLength(3);
  });

  test('when sums are larger than 32 bits, then they are exact', async () => {
    for (let index = 0; index < 3; index += 1) await live({ minor: 9_000_000_001 }, (life) => [life.paid()]);
    expect((await get('/revenue'))['totals']).toMatchObject([{ captured: 27_000_007_003 }]);
  });
});

test('when the funnel is asked for, then it says of the orders placed in the period how far they came, by path, and why they ended', async () => {
  await live({}, whole(1));
  await live({}, (life) => [life.created(), life.paid()]);
  await live({}, (life) => [life.created(), life.declined(), life.failed('PAYMENT_FAILED', 'CARD_DECLINED')]);
  await live({}, (life) => [life.created(), life.paid(), life.rejected(), life.failed()]);
  await live({ path: 'orchestration' }, (life) => [life.created(), life.failed('CANCELLED', 'CUSTOMER_WISH')]);
  await live({ path: 'checkout' }, (life) => [life.sold(), life.recorded(), life.reserved(), life.shipped()]);
  await live({ path: 'checkout' }, (life) => [life.declined('INSUFFICIENT_FUNDS')]);
  // Of another time, though it ends in this one.
  await live({ placed: -DAY }, (life) => [life.created(), life.completed(DAY + 9)]);
  const carts = [randomUUID(), randomUUID(), randomUUID()];
  await analytics.deliver([cartEvent(carts[0]!, 0, 1), cartEvent(carts[0]!, 1, 2), cartEvent(carts[1]!, 0, 0), cartEvent(carts[2]!, 2 * DAY, 1)]);
  expect(await get('/funnel?from=2026-01-10&to=2026-01-11')).toEqual({
    ...{ from: '2026-01-10T00:00:00Z', to: '2026-01-11T00:00:00Z', carts: 1 },
    total: { placed: 6, paid: 4, reserved: 2, shipped: 2, completed: 1, rejected: 1, failed: 2, cancelled: 1 },
    byPath: {
      choreography: { placed: 4, paid: 3, reserved: 1, shipped: 1, completed: 1, rejected: 1, failed: 2, cancelled: 0 },
      orchestration: { placed: 1, paid: 0, reserved: 0, shipped: 0, completed: 0, rejected: 0, failed: 0, cancelled: 1 },
      checkout: { placed: 1, paid: 1, reserved: 1, shipped: 1, completed: 0, rejected: 0, failed: 0, cancelled: 0 },
    },
    failures: [
      { path: 'choreography', status: 'PAYMENT_FAILED', code: 'CARD_DECLINED', count: 1 },
      { path: 'orchestration', status: 'CANCELLED', code: 'CUSTOMER_WISH', count: 1 },
      { path: 'choreography', status: 'FAILED', code: 'OUT_OF_STOCK', count: 1 },
    ],
    declines: [
      { path: 'choreography', code: 'CARD_DECLINED', count: 1 },
      { path: 'checkout', code: 'INSUFFICIENT_FUNDS', count: 1 },
    ],
  });
});

test('when an order’s placing is not known yet, then it counts from its first event, under a path unknown', async () => {
  const life = await live({}, (one) => [one.changed('PENDING', 'PAID', 1)]);
  expect((await get('/funnel'))['byPath']).toMatchObject({ unknown: { placed: 1, paid: 1 } });
  await analytics.deliver([life.created()]);
  expect((await get('/funnel'))['byPath']).toMatchObject({ choreography: { placed: 1, paid: 1 } });
});

describe('latency', () => {
  const quantiles = (count: number, p50: number, p95: number, p99: number) => ({ count, p50, p95, p99 });

  test('when orders took one to five times as long, then the quantiles say so, for the whole and for each step', async () => {
    for (const factor of [3, 1, 5, 2, 4]) await live({}, whole(factor));
    await live({}, (life) => [life.created(), life.paid(100)]);
    const { placedToCompleted, steps } = await get('/latency');
    expect(placedToCompleted).toEqual(quantiles(5, 30_000, 48_000, 49_600));
    expect(steps).toMatchObject({
      paid: { count: 6 },
      reserved: quantiles(5, 6_000, 9_600, 9_920),
      shipped: quantiles(5, 9_000, 14_400, 14_880),
      completed: quantiles(5, 12_000, 19_200, 19_840),
    });
  });

  test('when the workflow reserves before it pays, then each step begins where the one before it ended', async () => {
    await live({ path: 'orchestration' }, (life) => [life.created(), life.reserved(2), life.paid(5), life.shipped(6), life.completed(10)]);
    const only = (ms: number) => quantiles(1, ms, ms, ms);
    const { steps } = await get('/latency?path=orchestration');
    expect(steps).toEqual({ reserved: only(2_000), paid: only(3_000), shipped: only(1_000), completed: only(4_000) });
  });

  test('when a path is named, then only its orders count; where there are none, nothing is told', async () => {
    await live({}, whole(1));
    await live({ path: 'orchestration' }, whole(2));
    expect((await get('/latency?path=orchestration'))['placedToCompleted']).toEqual(quantiles(1, 20_000, 20_000, 20_000));
    const none = { count: 0, p50: null, p95: null, p99: null };
    expect(await get('/latency?path=checkout')).toMatchObject({
      path: 'checkout',
      placedToCompleted: none,
      steps: { paid: none, reserved: none, shipped: none, completed: none },
    });
  });

  test('when two clocks differ, then no step takes less than nothing', async () => {
    await live({}, (life) => [life.created(), life.paid(-5), life.reserved(3)]);
    expect((await get('/latency'))['steps']).toMatchObject({ paid: { p50: 0 }, reserved: { p50: 3_000 } });
  });
});

test('when the top products are asked for, then those of paid and living orders come, by pieces', async () => {
  await live({ sku: 'MUG', quantity: 2 }, (life) => [life.created(), life.paid(), life.completed()]);
  await live({ sku: 'MUG', quantity: 3, path: 'checkout' }, (life) => [life.recorded(), life.sold()]);
  await live({ sku: 'TEA', quantity: 4 }, (life) => [life.created(), life.paid()]);
  await live({ sku: 'CUP', quantity: 99 }, (life) => [life.created()]);
  await live({ sku: 'CUP', quantity: 99 }, (life) => [life.created(), life.paid(), life.failed()]);
  await live({ sku: 'CUP', quantity: 99, placed: -90 * DAY }, whole(1));
  const top = [
    { sku: 'MUG', pieces: 5, orders: 2 },
    { sku: 'TEA', pieces: 4, orders: 1 },
  ];
  expect((await get('/products/top'))['items']).toEqual(top);
  expect((await get('/products/top?limit=1'))['items']).toEqual(top.slice(0, 1));
});

describe('a period', () => {
  test('when none is named, then it is the 30 days up to now', async () => {
    expect(await get('/funnel')).toMatchObject({ from: '2026-01-01T00:00:00.000Z', to: '2026-01-31T00:00:00.000Z' });
    expect(await get('/funnel?to=2026-01-15')).toMatchObject({ from: '2025-12-16T00:00:00.000Z', to: '2026-01-15T00:00:00Z' });
  });

  test.each([
    ['/revenue?from=x&to=2026-02-30&by=week', ['to', 'from', 'by']],
    ['/revenue?from=2026-01-02&to=2026-01-02', ['from']],
    ['/revenue?from=2025-01-01&to=2026-01-01&by=hour', ['by']],
    ['/funnel?from=2026-01-02&to=2026-01-01', ['from']],
    ['/latency?path=sideways', ['path']],
    ['/products/top?limit=0', ['limit']],
    ['/products/top?limit=101', ['limit']],
  ])('when %s is asked for, then every bad parameter is named', async (path, names) => {
    const { status, body } = await analytics.get(path);
    expect(status).toBe(400);
    expect((body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(names.map((name) => `/query/${name}`));
  });
});
