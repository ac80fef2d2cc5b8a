import type { Database } from '../database/tx.js';
import { createMetrics } from '../metrics/metrics.js';
import { newId } from '../runtime/ids.js';
import { createTestDatabase, fixedClock, pgDatabase, silentLog, type TestDatabase } from '../testing/index.js';
import { ping, testContracts, type Ping } from '../testing/test-contracts.js';
import { createConsumer } from './consumer.js';
import { on, type Handler } from './types.js';

let testDatabase: TestDatabase;
let database: Database;
const clock = fixedClock();

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = pgDatabase(testDatabase.url);
});
beforeEach(() => database.sql.$executeRawUnsafe('truncate platform.processed_events, platform.event_retries, platform.dead_letters'));
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const event = (value: unknown, id: string = newId()): Record<string, unknown> => ({
  ...{ specversion: '1.0', id, source: '/services/other', type: ping.name, subject: 's', partitionkey: 'k', correlationid: 'c' },
  ...{ time: clock.now().toISOString(), dataschema: `https://schemas.sidecart.dev/${ping.name}/1.0`, data: { key: 'k', value } },
});

async function deliver(handle: Handler<Ping>['handle'], events: readonly unknown[]): Promise<readonly string[]> {
  const consumer = createConsumer({
    ...{ serviceName: 'tests', contracts: testContracts, clock, newId, database, log: silentLog(), subscriptions: [on(ping, { handle })] },
    metrics: createMetrics('tests'),
    settings: { pubsubName: 'pubsub', batchSize: 200, maxAwaitMs: 50, maxRetries: 0, retryDelayMs: 1_000 },
  });
  const entries = events.map((item, index) => ({ entryId: String(index), event: item }));
  return (await consumer.receive(ping.name, { entries })).statuses.map(({ status }) => status);
}

const letters = () => database.sql.$queryRawUnsafe<Record<string, unknown>[]>('select event_id, reason, detail, event from platform.dead_letters');
const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

describe('an event that cannot be kept as it is', () => {
  test.each([
    ['has an id with a zero character', event('bad', 'a\0b'), null],
    ['is nested deeper than can be written', event(nested(9_900), 'deep'), 'deep'],
  ])('when it %s, then it is a dead letter and the others of its batch are handled', async (_what, poison, eventId) => {
    const handled: unknown[] = [];
    const handle: Handler<Ping>['handle'] = ({ data }) => Promise.resolve(void handled.push(data.value));
    expect(await deliver(handle, [event(1), poison, event(2)])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    expect(handled).toEqual([1, 2]);
    expect(await letters()).toEqual([expect.objectContaining({ event_id: eventId, reason: 'INVALID_DATA' })]);
  });

  test('when the error of its handler holds a zero character, then it is a dead letter all the same', async () => {
    expect(await deliver(() => Promise.reject(new Error('no \0 good')), [event(1)])).toEqual(['SUCCESS']);
    expect(await letters()).toEqual([expect.objectContaining({ reason: 'HANDLER_FAILED', detail: 'Error: no \uFFFD good' })]);
  });
});
