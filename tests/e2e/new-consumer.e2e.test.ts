import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../../packages/platform/src/testing/index.js';
import { projectRoot } from '../../scripts/src/stack/index.js';
import { GO_CONSUMER, hasGo, openGoConsumerShop, runGo, type GoConsumerShop, type Line } from './support/go-consumer.js';

const COMPLETED = 'orders.order.completed';
const FAILED = 'orders.order.failed';
const MINUTES = 120_000;
const LONG = { timeoutMs: 60_000, everyMs: 100 };

let on: GoConsumerShop;
const place = async (count: number, sku = 'MUG-BLUE', quantity = 1): Promise<string[]> => {
  const lines = [{ sku, quantity }];
  const placed = await Promise.all(Array.from({ length: count }, (_, number) => on.api.place(`customer-${number}`, lines)));
  return placed.map(({ orderId }) => orderId);
};
/** Resolves once each of these orders stands in the consumer's book at least once. */
const noted = (topic: string, orders: readonly string[]) =>
  eventually(() => orders.every((order) => on.lines('seen').some((line) => line.topic === topic && line.order === order)), LONG);
const twice = (lines: readonly Line[]): readonly Line[] =>
  lines.filter((line, index) => lines.findIndex(({ topic, order }) => topic === line.topic && order === line.order) !== index);
/** The event that told of an order's completion, once orders knows that it is in the stream. */
const eventOf = (order: string) => eventually(async () => (await on.published(COMPLETED)).find(({ data }) => data['orderId'] === order), LONG);
const idsOf = (events: readonly { readonly id?: string }[]) => events.map(({ id }) => id).sort();
/** The broker may deliver more copies than are made here. */
const counted = (name: string, least: number) => eventually(async () => Number((await on.stats())[name]) >= least, LONG);

/** Needs Go, as a machine has it that builds Dapr itself. */
(hasGo ? describe : describe.skip)('a consumer in another language', () => {
  beforeAll(async () => {
    on = await openGoConsumerShop();
    await on.api.choosePath('choreography');
  }, 240_000);
  afterAll(() => on.close());

  test(
    'when its own tests run, then they pass',
    async () => {
      expect(await runGo('vet', './...')).toBe('');
      expect(await runGo('test', './...')).toMatch(/^ok /);
    },
    MINUTES,
  );

  test(
    'when orders end, then it has each of them once, in whichever way they ended',
    async () => {
      const [good, tooMany] = await Promise.all([place(10), place(2, 'TEAPOT-IRON', 6)]);
      await Promise.all([noted(COMPLETED, good), noted(FAILED, tooMany)]);
      expect(on.lines('seen')).toHaveLength(12);
      expect(await on.stats()).toMatchObject({ handled: 12, dead: 0 });
      await Promise.all(good.map(eventOf));
      expect(idsOf(on.lines('seen').filter(({ topic }) => topic === COMPLETED))).toEqual(idsOf(await on.published(COMPLETED)));
    },
    MINUTES,
  );

  test(
    'when a copy of an event is delivered, then it is counted as a duplicate and changes nothing',
    async () => {
      const [order] = await place(1);
      await noted(COMPLETED, [order!]);
      const [before, { duplicates }] = [on.lines('seen'), await on.stats()];
      const event = await eventOf(order!);
      expect(await on.shop.publish('orders', COMPLETED, event)).toBeLessThan(300);
      await counted('duplicates', Number(duplicates) + 1);
      expect(on.lines('seen')).toEqual(before);
    },
    MINUTES,
  );

  test(
    'when an event is broken, then it alone is a dead letter, with the reason and as it came',
    async () => {
      const [order] = await place(1);
      await noted(COMPLETED, [order!]);
      const event = await eventOf(order!);
      const broken = { ...event, id: randomUUID(), data: { ...event.data, items: 'none' } };
      const later = { ...event, id: randomUUID(), subject: randomUUID(), dataschema: String(event['dataschema']).replace(/\d+$/, '99') };
      for (const one of [broken, later]) expect(await on.shop.publish('orders', COMPLETED, one)).toBeLessThan(300);
      await counted('dead', 1);
      await noted(COMPLETED, [later.subject]);
      expect(on.lines('dead-letters')).toEqual([
        expect.objectContaining({ topic: COMPLETED, reason: expect.stringMatching(/^INVALID_DATA: .*'\/items': got string, want array/s) as string }),
      ]);
      expect(on.lines('dead-letters')[0]!.event).toMatchObject({ id: broken.id, data: broken.data });
    },
    MINUTES,
  );

  test(
    'when it is killed again and again while orders end, and is away for a while, then it misses none and has none twice',
    async () => {
      const consumer = on.shop.stack.app(GO_CONSUMER);
      const orders: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        const before = on.lines('seen').length;
        orders.push(...(await place(8)));
        await eventually(() => on.lines('seen').length > before, LONG);
        await consumer.kill();
        await consumer.start();
      }
      await consumer.kill();
      const whileAway = await place(5);
      await Promise.all(whileAway.map(eventOf));
      await consumer.start();
      await noted(COMPLETED, [...orders, ...whileAway]);
      // What it had noted but not yet answered when it was killed comes again, and so does this.
      await on.shop.publish('orders', COMPLETED, await eventOf(orders[0]!));
      await counted('duplicates', 1);
      expect(twice(on.lines('seen'))).toEqual([]);
      expect(await on.stats()).toMatchObject({ handled: on.lines('seen').length });
    },
    MINUTES,
  );

  test(
    'when the archive hands it its events again, then it takes them and drops each',
    async () => {
      const [before, { duplicates }] = [on.lines('seen'), await on.stats()];
      const admin = { authorization: `Bearer ${on.shop.stack.secrets.adminToken}` };
      const started = await on.shop.http('audit', 'POST', '/replays', {
        body: { consumer: GO_CONSUMER, topics: [COMPLETED] },
        headers: { ...admin, 'idempotency-key': randomUUID() },
      });
      expect(started.status).toBe(202);
      const replay = await eventually(async () => {
        const { body } = await on.shop.http('audit', 'GET', `/replays/${String(started.body['id'])}`, { headers: admin });
        return body['state'] !== 'RUNNING' && body;
      }, LONG);
      expect(replay).toMatchObject({ state: 'COMPLETED', refused: 0 });
      expect(Number(replay['delivered'])).toBeGreaterThan(0);
      await counted('duplicates', Number(duplicates) + Number(replay['delivered']));
      expect(on.lines('seen')).toEqual(before);
    },
    MINUTES,
  );

  test('when its event route is called past the sidecar, then it is refused', async () => {
    const response = await fetch(`${on.shop.stack.app(GO_CONSUMER).url}/events/${COMPLETED}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });
});

test('when a consumer is added, then nothing outside its own folder knows of it but the topology', () => {
  const entries = ['services', 'packages', 'json-schema', 'components'].flatMap((top) => filesBelow(join(projectRoot, top)));
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter((file) => readFileSync(file, 'utf8').includes(GO_CONSUMER))).toEqual([]);
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', 'generated'].includes(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)];
  });
}
