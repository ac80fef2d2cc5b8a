import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createService, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, eventually, fakeDapr, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadCatalogConfig } from '../config.js';
import { catalogService } from '../service.js';

const PRISMA = join(__dirname, '..', '..', 'prisma');
const SIDECAR_TOKEN = 'token-of-the-sidecar';
const OPERATOR_TOKEN = 'token-of-the-operator';

/** A catalog of a test. */
export type CatalogUnderTest = Awaited<ReturnType<typeof startCatalog>>;

/** Starts two replicas of a catalog on a database of their own; no background loop runs. */
export async function startCatalog() {
  const testDatabase = await createTestDatabase({ migrations: join(PRISMA, 'migrations') });
  const clock = fixedClock();
  const config = loadCatalogConfig({
    CATALOG_DATABASE_URL: testDatabase.url,
    APP_PORT: '4107',
    DAPR_HTTP_PORT: '4207',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: OPERATOR_TOKEN,
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
  });
  const replica = () => createService(catalogService, config, { clock, dapr: fakeDapr(), loops: false });
  const [service, second] = [replica(), replica()];
  const somebody = openSomebody(testDatabase.url);
  const { sql } = service.platform.database;
  const rows = <Row>(text: string, ...values: unknown[]) => sql.$queryRawUnsafe<Row[]>(text, ...values);
  return {
    ...{ service, clock, rows },
    seed: () => sql.$executeRawUnsafe(readFileSync(join(PRISMA, 'seed.sql'), 'utf8')),
    meet: somebody.meet,
    ...client(service.app),
    /** The same interface on a second replica. */
    other: client(second.app),
    letters: () => rows<{ event_id: string; reason: string }>('select event_id, reason from platform.dead_letters'),
    close: async () => {
      await Promise.all([service.stop(), second.stop(), somebody.leave()]);
      await testDatabase.drop();
    },
  };
}

/** Somebody else at the same database, with a connection of their own. */
function openSomebody(url: string) {
  const database = pgDatabase(url);
  const waiting = async () => (await database.sql.$queryRawUnsafe<unknown[]>(WAITING)).length;
  return {
    /** Does `work` while somebody else has a product locked, who lets go once `wanted` transactions wait for a lock. */
    meet: async <Result>(sku: string, wanted: number, work: () => Promise<Result>): Promise<Result> => {
      const { running } = await database.transaction(async (tx) => {
        await tx.$queryRawUnsafe('select 1 from products where sku = $1 for update', sku);
        const started = work();
        await eventually(async () => (await waiting()) >= wanted);
        return { running: started };
      });
      return running;
    },
    leave: () => database.close(),
  };
}

const WAITING = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

type Headers = Readonly<Record<string, string>>;

function client(app: Parameters<typeof request>[0]) {
  const send = (method: 'get' | 'post' | 'put', path: string, body?: object, headers: Headers = {}): Promise<Response> =>
    request(app)
      [method](path)
      .set(headers)
      .send(body)
      .then((response) => response);
  return {
    get: (path: string, headers?: Headers) => send('get', path, undefined, headers),
    put: (sku: string, terms: object, headers: Headers) =>
      send('put', `/products/${sku}`, terms, { authorization: `Bearer ${OPERATOR_TOKEN}`, ...headers }),
    /** One bulk delivery of one topic, as the sidecar makes it. Resolves to the status of each entry. */
    deliver: async (events: readonly PlatformEvent[]): Promise<string[]> => {
      const topic = events[0]?.type ?? '';
      const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
      const delivery = { id: 'a-delivery', entries, topic, pubsubname: 'pubsub' };
      const response = await send('post', `/events/${topic}`, delivery, { 'dapr-api-token': SIDECAR_TOKEN });
      return (response.body as { statuses: { status: string }[] }).statuses.map(({ status }) => status);
    },
    /** The same of somebody else. */
    intrude: (event: PlatformEvent) => send('post', `/events/${event.type}`, event, { 'dapr-api-token': 'token-of-somebody-else' }),
  };
}
