import type { Database } from '../database/tx.js';
import { newId } from '../runtime/ids.js';
import { createLogger } from '../runtime/logging.js';
import { createMetrics, createTestDatabase, fixedClock, pgDatabase, type TestDatabase } from '../testing/index.js';
import { ping, testContracts, type Ping } from '../testing/test-contracts.js';
import { createConsumer } from './consumer.js';
import { on, type Handler } from './types.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const clock = fixedClock();
let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = pgDatabase(testDatabase.url);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

/** A consumer, and the lines it wrote. */
function startConsumer(handler: Handler<Ping>) {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const consumer = createConsumer({
    ...{ serviceName: `tests-${newId()}`, contracts: testContracts, clock, newId, database, metrics: createMetrics('tests') },
    log: createLogger({ service: 'tests', level: 'debug', destination }),
    subscriptions: [on(ping, handler)],
    settings: { pubsubName: 'pubsub', batchSize: 200, maxAwaitMs: 50, maxRetries: 0, retryDelayMs: 1_000 },
  });
  const deliver = (...events: object[]) => consumer.receive(ping.name, { entries: events.map((event, index) => ({ entryId: `${index}`, event })) });
  return { deliver, lines, retries: consumer.retries };
}

let stories = 0;
/** An event of a story of its own, and what each line about it must say. */
function told(value: unknown = 1) {
  stories += 1;
  const [id, orderId, correlationid] = [newId(), newId(), `story-${stories}`];
  const traceparent = `00-${TRACE.slice(4)}${String(stories).padStart(4, '0')}-00f067aa0ba902b7-01`;
  const event = {
    ...{ specversion: '1.0', id, source: '/services/other', type: ping.name, subject: 's', time: clock.now().toISOString() },
    ...{ datacontenttype: 'application/json', dataschema: `https://schemas.sidecart.dev/${ping.name}/1.0`, partitionkey: 'k' },
    ...{ correlationid, traceparent, data: { key: 'k', value, orderId } },
  };
  const ids = { correlationId: correlationid, causationId: id, eventId: id, orderId, traceId: traceparent.slice(3, 35) };
  return { event, ids };
}

const failing: Handler<Ping> = { handle: () => Promise.reject(new Error('no')) };

test('when a batch is handled as one, then what is said of an event carries its own ids, and not those of another', async () => {
  const { deliver, lines } = startConsumer({
    handle: () => Promise.resolve(),
    handleBatch(events, { log, causedBy }) {
      for (const event of events) causedBy(event, () => log.info('taken'));
      return Promise.resolve();
    },
  });
  const [first, second] = [told(), told()];
  await deliver(first.event, second.event);
  expect(lines).toEqual([expect.objectContaining({ msg: 'taken', ...first.ids }), expect.objectContaining({ msg: 'taken', ...second.ids })]);
});

test.each([
  ['whose data breaks its contract', {} as Handler<Ping>, 'none'],
  ['whose handler fails for the last time', failing, 1],
])('when an event %s becomes a dead letter, then that line carries its ids', async (_what, handler, value) => {
  const { deliver, lines } = startConsumer(handler);
  const { event, ids } = told(value);
  await deliver(event);
  expect(lines).toEqual([expect.objectContaining({ level: 'error', msg: 'dead letter', ...ids })]);
});

test('when what is delivered is no event, then its dead letter is told of without ids', async () => {
  const { deliver, lines } = startConsumer(failing);
  await deliver({ id: 7, data: 'x' });
  expect(lines).toEqual([expect.objectContaining({ level: 'error', msg: 'dead letter', topic: ping.name })]);
  expect(lines[0]).not.toHaveProperty('eventId');
});

test('when an attempt of the retry worker fails, then that line carries the ids of the event', async () => {
  let fails = true;
  const { deliver, lines, retries } = startConsumer({
    handle: () => (fails ? Promise.reject(Object.assign(new Error('away'), { code: 'ECONNRESET' })) : Promise.reject(new Error('no'))),
  });
  const { event, ids } = told();
  await deliver(event);
  fails = false;
  clock.advance(3_600_000);
  expect(await retries.runOnce()).toBe(1);
  expect(lines.at(-1)).toMatchObject({ msg: 'dead letter', ...ids });
});
