import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createService, type Clock, type Faults, type PlatformEvent } from '@sidecart/platform';
import { createMetrics, createTestDatabase, eventually, fakeDapr, fakeFaults, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadWarehouseConfig } from '../config.js';
import { createWarehouseMetrics } from '../metrics.js';
import { warehouseService, wireExpireHolds, wireShipRemembered } from '../service.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';
const OPERATOR_TOKEN = 'token-of-the-operator';

/** A warehouse of a test; no background loop runs. */
export type WarehouseUnderTest = Awaited<ReturnType<typeof startWarehouse>>;

/** How a SKU stands in the books. */
export interface Books {
  readonly onHand: number;
  readonly reserved: number;
  /** Pieces of reservations that are HELD or CONFIRMED. */
  readonly setAside: number;
  readonly shipped: number;
}

/** Starts two replicas of a warehouse on a database of their own. */
export async function startWarehouse() {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock();
  const faults = fakeFaults();
  const [first, other] = [startReplica(testDatabase.url, clock, faults), startReplica(testDatabase.url, clock, faults)];
  const somebody = openSomebody(testDatabase.url);
  const rows = <Row>(sql: string, ...values: unknown[]) => first.service.platform.database.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  return {
    ...first,
    ...somebody,
    other,
    clock,
    faults,
    rows,
    /** Keeps `onHand` pieces of a SKU of its own. */
    stocked: async (onHand: number, sku = `SKU-${randomUUID()}`) => {
      await rows('insert into stock (sku, on_hand, updated_at) values ($1, $2, now())', sku, onHand);
      return sku;
    },
    books: async (sku: string) => (await rows<Books>(BOOKS, sku))[0],
    /** Events of a topic about `subject` in the outbox, oldest first. */
    events: async (topic: string, subject: string) => {
      const stored = await rows<{ event: PlatformEvent<Record<string, unknown>> }>(
        `select event from platform.outbox_events where topic = $1 and event->>'subject' = $2 order by number`,
        topic,
        subject,
      );
      return stored.map(({ event }) => event);
    },
    letters: () => rows<{ event_id: string; reason: string; detail: string }>('select event_id, reason, detail from platform.dead_letters'),
    close: async () => {
      await Promise.all([first.service.stop(), other.service.stop(), somebody.leave()]);
      await testDatabase.drop();
    },
  };
}

/** Somebody else at the same database, with connections of their own: those of the replicas may all be waiting. */
function openSomebody(url: string) {
  const database = pgDatabase(url);
  const waiting = async () => (await database.sql.$queryRawUnsafe<unknown[]>(WAITING)).length;
  return {
    /** How many transactions wait for a lock. */
    waiting,
    /** Does `work` while somebody else has the stock of a SKU locked, who lets go once `wanted` transactions wait for a lock. */
    meet: async <Result>(sku: string, wanted: number, work: () => Promise<Result>): Promise<Result> => {
      const { running } = await database.transaction(async (tx) => {
        await tx.$queryRawUnsafe('select 1 from stock where sku = $1 for update', sku);
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

const BOOKS = `
  select on_hand as "onHand", reserved,
    (select coalesce(sum((i->>'quantity')::int), 0)::int from reservations r, jsonb_array_elements(r.items) i
      where i->>'sku' = s.sku and r.status in ('HELD', 'CONFIRMED')) as "setAside",
    (select coalesce(sum((i->>'quantity')::int), 0)::int from reservations r, jsonb_array_elements(r.items) i
      where i->>'sku' = s.sku and r.status = 'SHIPPED') as shipped
  from stock s where sku = $1`;

function startReplica(url: string, clock: Clock, faults: Faults) {
  const config = loadWarehouseConfig({
    WAREHOUSE_DATABASE_URL: url,
    APP_PORT: '4105',
    DAPR_HTTP_PORT: '4205',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: OPERATOR_TOKEN,
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
    EXPIRY_BATCH_SIZE: '3',
  });
  const service = createService(warehouseService, config, { clock, dapr: fakeDapr(), faults, loops: false });
  const { platform, app } = service;
  // Apart from the service's own, which counts what its loop does.
  const metrics = createMetrics('warehouse');
  const expireHolds = wireExpireHolds(platform, createWarehouseMetrics({ ...platform, metrics }), config);
  return { service, metrics, expireHolds, shipRemembered: wireShipRemembered(platform, config), ...client(app) };
}

type Headers = Readonly<Record<string, string>>;

function client(app: Parameters<typeof request>[0]) {
  const send = (method: 'get' | 'post' | 'put', path: string, body?: object, headers: Headers = {}): Promise<Response> =>
    request(app)
      [method](path)
      .set(headers)
      .send(body)
      .then((response) => response);
  const post = (path: string, body?: object, headers?: Headers) => send('post', path, body, headers);
  return {
    get: (path: string) => send('get', path),
    /** What the service itself says of its books. */
    drift: async () => (await send('get', '/admin/books', undefined, { authorization: `Bearer ${OPERATOR_TOKEN}` })).body as unknown,
    post,
    count: (sku: string, onHand: number, headers: Headers) =>
      send('put', `/stock/${sku}`, { onHand }, { authorization: `Bearer ${OPERATOR_TOKEN}`, ...headers }),
    reserve: (orderId: string, items: readonly object[], changes: object = {}, key = `${orderId}-reserve`) =>
      post('/reservations', { orderId, items, path: 'orchestration', ...changes }, { 'idempotency-key': key }),
    confirm: (orderId: string) => post(`/reservations/${orderId}/confirm`),
    ship: (orderId: string) => post(`/reservations/${orderId}/ship`),
    release: (orderId: string) => post(`/reservations/${orderId}/release`, { reason: 'The order failed.' }),
    show: (orderId: string) => send('get', `/reservations/${orderId}`),
    /** One bulk delivery of the first event's topic, as the sidecar makes it. Resolves to the status of each entry. */
    deliver: async (events: readonly unknown[]): Promise<string[]> => {
      const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
      const topic = (events[0] as PlatformEvent).type;
      const delivery = { id: 'a-delivery', entries, topic, pubsubname: 'pubsub' };
      const response = await post(`/events/${topic}`, delivery, { 'dapr-api-token': SIDECAR_TOKEN });
      return (response.body as { statuses: { status: string }[] }).statuses.map(({ status }) => status);
    },
  };
}
