import { join } from 'node:path';
import { createService, type Clock, type Logger, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, eventually, fakeDapr, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadLoyaltyConfig } from '../config.js';
import { loyaltyService } from '../service.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';

/** A loyalty service of a test; no background loop runs. */
export type LoyaltyUnderTest = Awaited<ReturnType<typeof startLoyalty>>;

/** Starts two replicas of loyalty on a database of their own. */
export async function startLoyalty() {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock();
  const warnings: string[] = [];
  const [first, other] = [startReplica(testDatabase.url, clock, warnings), startReplica(testDatabase.url, clock, warnings)];
  const somebody = pgDatabase(testDatabase.url);
  const rows = <Row>(sql: string, ...values: unknown[]) => somebody.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  const waiting = async () => (await rows(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length;
  const points = async (customerId: string) => (await first.get(`/customers/${customerId}/points`)).body as { balance: number; lifetime: number };
  return {
    ...first,
    other,
    clock,
    rows,
    points,
    /** What both replicas warned of. */
    warnings,
    /** Does `work` while somebody else has done `sql` and not committed it, who does once `wanted` transactions wait for a lock. */
    meet: async <Result>(sql: string, wanted: number, work: () => Promise<Result>): Promise<Result> => {
      const { running } = await somebody.transaction(async (tx) => {
        await tx.$queryRawUnsafe(sql);
        const started = work();
        await eventually(async () => (await waiting()) >= wanted);
        return { running: started };
      });
      return running;
    },
    /** A customer's ledger, oldest first, as `kind points`. */
    ledger: async (customerId: string) => {
      const found = await rows<{ text: string }>(`select kind || ' ' || points as text from entries where customer_id = $1 order by id`, customerId);
      return found.map(({ text }) => text);
    },
    letters: () => rows<{ event_id: string; reason: string; detail: string }>('select event_id, reason, detail from platform.dead_letters'),
    close: async () => {
      await Promise.all([first.service.stop(), other.service.stop(), somebody.close()]);
      await testDatabase.drop();
    },
  };
}

function startReplica(url: string, clock: Clock, warnings: string[]) {
  const config = loadLoyaltyConfig({
    LOYALTY_DATABASE_URL: url,
    APP_PORT: '4111',
    DAPR_HTTP_PORT: '4211',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: 'token-of-the-operator',
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
  });
  const warn = (_fields: unknown, message: string): void => void warnings.push(message);
  const log = { ...Object.fromEntries(['trace', 'debug', 'info'].map((level) => [level, () => undefined])), warn, error: warn, fatal: warn };
  const service = createService(loyaltyService, config, { clock, dapr: fakeDapr(), log: log as unknown as Logger, loops: false });
  return { service, ...client(service.app) };
}

function client(app: Parameters<typeof request>[0]) {
  const handIn = (topic: string, body: object, token: string): Promise<Response> =>
    request(app)
      .post(`/events/${topic}`)
      .set('dapr-api-token', token)
      .send(body)
      .then((response) => response);
  return {
    get: (path: string): Promise<Response> =>
      request(app)
        .get(path)
        .then((response) => response),
    handIn,
    /** One bulk delivery of one topic, as the sidecar makes it. Resolves to the status of each entry. */
    deliver: async (events: readonly PlatformEvent<object>[]): Promise<string[]> => {
      const topic = events[0]?.type ?? '';
      const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
      const response = await handIn(topic, { id: 'a-delivery', entries, topic, pubsubname: 'pubsub' }, SIDECAR_TOKEN);
      return (response.body as { statuses: { status: string }[] }).statuses.map(({ status }) => status);
    },
  };
}
