import { randomUUID } from 'node:crypto';
import type { PlatformEvent } from '@sidecart/platform';
import { startAudit, type AuditUnderTest } from './testing/audit-under-test';
import { minutesAgo, NOW, paid, recorded, sold, stocked } from './testing/stories';

let audit: AuditUnderTest;
beforeAll(async () => {
  audit = await startAudit();
});
afterAll(() => audit.close());

interface Page {
  readonly items: readonly { readonly orderId?: string; readonly event: PlatformEvent }[];
  readonly next: string | null;
}

const page = async (path: string) => (await audit.get(path)).body as Page;
const ids = async (path: string) => (await page(path)).items.map(({ event }) => event.id);
const deliverEach = async (events: readonly PlatformEvent[]) => {
  for (const event of events) await audit.deliver([event]);
};

/** All ids of a list, page by page. */
async function walk(path: string, limit: number): Promise<string[]> {
  const seen: string[] = [];
  let after = '';
  for (let pages = 0; pages < 50; pages += 1) {
    const { items, next } = await page(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${after}`);
    seen.push(...items.map(({ event }) => event.id));
    if (next === null) return seen;
    expect(items).toHaveLength(limit);
    after = `&after=${next}`;
  }
  throw new Error('the pages have no end');
}

describe('a search', () => {
  test('when it names an order, a correlation id, a topic or a subject, then only those come, newest first', async () => {
    const [order, other, story] = [randomUUID(), randomUUID(), `story-${randomUUID()}`];
    const sale = sold(order, { time: minutesAgo(9), correlationid: story });
    const payment = paid({ time: minutesAgo(10), correlationid: story });
    const record = recorded(order, { time: minutesAgo(8), correlationid: story });
    const foreign = recorded(other, { time: minutesAgo(7) });
    await deliverEach([record, foreign, payment, sale]);
    expect(await ids(`/events?orderId=${order}`)).toEqual([record.id, sale.id]);
    expect(await ids(`/events?correlationId=${story}`)).toEqual([record.id, sale.id, payment.id]);
    expect(await ids(`/events?correlationId=${story}&type=orders.order.recorded`)).toEqual([record.id]);
    expect(await ids(`/events?subject=${payment.subject}`)).toEqual([payment.id]);
    expect(await ids(`/events?subject=${payment.subject}&orderId=${order}`)).toEqual([]);
    expect(await ids(`/events?type=no.such.topic`)).toEqual([]);
  });

  test('when it is of a time, then the first instant counts and the last does not, to the microsecond', async () => {
    const sku = `SKU-${randomUUID()}`;
    const times = ['2026-01-20T00:00:00.000001Z', '2026-01-20T00:00:00.000002Z', '2026-01-20T00:00:00.000003Z', '2026-01-21T00:00:00Z'];
    const events = times.map((time) => stocked(sku, { time }));
    await audit.deliver(events);
    const [, second, third, fourth] = events.map(({ id }) => id);
    expect(await ids(`/events?subject=${sku}&from=${times[1]}&to=${times[2]}`)).toEqual([second]);
    expect(await ids(`/events?subject=${sku}&from=${times[1]}&to=2026-01-21`)).toEqual([third, second]);
    expect(await ids(`/events?subject=${sku}&from=2026-01-21`)).toEqual([fourth]);
  });

  test('when it is paged through, then each event comes once and in order, also where many have one time', async () => {
    const sku = `SKU-${randomUUID()}`;
    const times = [0, 0, 0, 0, 1, 1, 24 * 60, 24 * 60, 24 * 60, 3 * 24 * 60].map(minutesAgo);
    const events = times.map((time) => stocked(sku, { time }));
    await audit.deliver(events);
    const newestFirst = [...events].sort((a, b) => (a.time === b.time ? (a.id < b.id ? 1 : -1) : a.time < b.time ? 1 : -1)).map(({ id }) => id);
    for (const limit of [1, 2, 3, 10]) expect(await walk(`/events?subject=${sku}`, limit)).toEqual(newestFirst);
  });

  test('when an event comes while somebody pages, then no other is missed or told twice', async () => {
    const sku = `SKU-${randomUUID()}`;
    const events = [3, 2, 1].map((minutes) => stocked(sku, { time: minutesAgo(minutes) }));
    await audit.deliver(events);
    const first = await page(`/events?subject=${sku}&limit=2`);
    await audit.deliver([stocked(sku, { time: NOW })]);
    expect((await page(`/events?subject=${sku}&limit=2&after=${first.next}`)).items.map(({ event }) => event.id)).toEqual([events[0]!.id]);
  });

  test('when parameters are bad, then each is pointed at', async () => {
    const names = [
      'type=x',
      'from=yesterday',
      'to=2026-02-30',
      'limit=501',
      'after=x',
      'orderId=',
      `subject=${'x'.repeat(257)}`,
      'correlationId=%00',
    ];
    const { status, body } = await audit.get(`/events?${names.join('&')}`);
    expect(status).toBe(400);
    const pointers = (body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer.slice('/query/'.length));
    expect(pointers.sort()).toEqual(names.map((name) => name.split('=')[0]).sort());
  });
});

describe('the story of an order', () => {
  test('when it is asked for, then it holds what names the order and what shares its correlation id, in the order of time', async () => {
    const [order, neighbour, story, later] = [randomUUID(), randomUUID(), `story-${randomUUID()}`, `later-${randomUUID()}`];
    const payment = paid({ time: minutesAgo(10), correlationid: story });
    const sale = sold(order, { time: minutesAgo(9), correlationid: story });
    const stock = stocked('MUG-BLUE', { time: minutesAgo(3), correlationid: later });
    const record = recorded(order, { time: minutesAgo(4), correlationid: later });
    const ofNeighbour = recorded(neighbour, { time: minutesAgo(5), correlationid: story });
    await deliverEach([stock, ofNeighbour, record, sale, payment, paid()]);
    expect(await ids(`/orders/${order}/events`)).toEqual([payment.id, sale.id, record.id, stock.id]);
    expect(await walk(`/orders/${order}/events`, 1)).toEqual([payment.id, sale.id, record.id, stock.id]);
    expect(await ids(`/orders/${randomUUID()}/events`)).toEqual([]);
    expect((await audit.get('/orders/not-an-id/events')).status).toBe(404);
  });
});

test('when one event is asked for, then it is told as it came, or that there is none', async () => {
  const event = paid();
  await audit.deliver([event]);
  const { body } = await audit.get(`/events/${event.id}`);
  expect(JSON.stringify(body.event)).toBe(JSON.stringify(event));
  expect(body).not.toHaveProperty('orderId');
  expect((await audit.get(`/events/${randomUUID()}`)).status).toBe(404);
  expect((await audit.get('/events/1')).status).toBe(404);
});

test('when somebody without the operator’s token looks, then only counts are shown', async () => {
  for (const path of ['/events', `/events/${randomUUID()}`, `/orders/${randomUUID()}/events`, '/replays', `/replays/${randomUUID()}`]) {
    expect([path, (await audit.get(path, {})).status]).toEqual([path, 401]);
  }
  expect((await audit.get('/stats', {})).status).toBe(200);
});

test('when counts are asked for, then they are by day and topic, newest day first', async () => {
  const fresh = await startAudit();
  try {
    await fresh.deliver([recorded(randomUUID()), recorded(randomUUID(), { time: minutesAgo(24 * 60) }), recorded(randomUUID())]);
    await fresh.deliver([paid()]);
    expect((await fresh.get('/stats')).body).toEqual({
      retentionDays: 30,
      total: 4,
      items: [
        { day: '2026-01-31', topic: 'orders.order.recorded', count: 2 },
        { day: '2026-01-31', topic: 'payment.payment.completed', count: 1 },
        { day: '2026-01-30', topic: 'orders.order.recorded', count: 1 },
      ],
      late: [],
    });
  } finally {
    await fresh.close();
  }
});
