import { join } from 'node:path';
import { createService, type Clock, type Database, type Faults, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, eventually, fakeDapr, fakeFaults, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadShippingConfig } from '../config.js';
import { defineShippingService, simulatedCarrier, type MakeCarrier } from '../service.js';
import { addressOf } from './events.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';

/** A shipping service of a test; no background loop runs. */
export type ShippingUnderTest = Awaited<ReturnType<typeof startShipping>>;

/** What the simulated carrier has in its books. */
export interface BookedLabel {
  readonly key: string;
  readonly status: 'LIVE' | 'REFUSED' | 'CANCELLED';
  readonly number: string | null;
}

/** Starts two replicas of a shipping service on a database of their own. */
export async function startShipping(makeCarrier: MakeCarrier = simulatedCarrier, env: Readonly<Record<string, string>> = {}) {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock();
  const faults = fakeFaults();
  const replica = () => startReplica({ ...env, SHIPPING_DATABASE_URL: testDatabase.url }, { clock, faults, makeCarrier });
  const [first, other] = [replica(), replica()];
  const somebody = pgDatabase(testDatabase.url);
  const rows = <Row>(sql: string, ...values: unknown[]) => first.service.platform.database.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  return {
    ...first,
    other,
    clock,
    faults,
    rows,
    labels: (key: string) => rows<BookedLabel>('select key, status, tracking_number as number from simulator_labels where key = $1', key),
    /** Events about an order in the outbox, oldest first, or those of one kind. */
    events: async (orderId: string, kind?: 'created' | 'failed' | 'cancelled') => {
      const stored = await rows<{ event: PlatformEvent<Record<string, unknown>> }>(
        `select event from platform.outbox_events where event->>'subject' = $1 and ($2::text is null or topic = $2) order by number`,
        orderId,
        kind === undefined ? null : `shipping.shipment.${kind}`,
      );
      return stored.map(({ event }) => event);
    },
    letters: () => rows<{ event_id: string; reason: string; detail: string }>('select event_id, reason, detail from platform.dead_letters'),
    /** Intents still to be carried out, of an order or of all. */
    open: (orderId = '') =>
      rows<{ kind: string; key: string }>(
        `select kind, key from platform.intents where status = 'OPEN' and starts_with(key, $1) order by kind, key`,
        orderId,
      ),
    /** Lets every wait run out and works until nothing is due. */
    settle: async () => {
      clock.advance(120_000);
      while ((await first.work()) > 0);
    },
    whileLocked: whileLocked(somebody),
    close: async () => {
      await Promise.all([first.service.stop(), other.service.stop(), somebody.close()]);
      await testDatabase.drop();
    },
  };
}

/** Runs `work` while somebody else has the shipment of an order locked; resolves to what it began. */
const whileLocked =
  (somebody: Database) =>
  <Begun>(orderId: string, work: (waiting: (atLeast: number) => Promise<boolean>) => Promise<Begun>): Promise<Begun> =>
    somebody.transaction(async (tx) => {
      await tx.$queryRawUnsafe('select 1 from shipments where order_id = $1::uuid for update', orderId);
      const waiting = async () => (await somebody.sql.$queryRawUnsafe<unknown[]>(WAITING)).length;
      return work((atLeast) => eventually(async () => (await waiting()) >= atLeast));
    });

/** Transactions of this database that wait for a lock. */
const WAITING = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

function startReplica(env: NodeJS.ProcessEnv, { clock, faults, makeCarrier }: { clock: Clock; faults: Faults; makeCarrier: MakeCarrier }) {
  const config = loadShippingConfig({
    APP_PORT: '4106',
    DAPR_HTTP_PORT: '4206',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: 'token-of-the-operator',
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
    CARRIER_TIMEOUT_MS: '10000',
    SIMULATOR_LATENCY_MIN_MS: '0',
    SIMULATOR_LATENCY_MAX_MS: '1',
    SIMULATOR_SLOW_MS: '20',
    ...env,
  });
  const service = createService(defineShippingService(makeCarrier), config, { clock, dapr: fakeDapr(), faults, loops: false });
  return { service, ...client(service.app), work: () => service.intentWorker.runOnce() };
}

/** What a workflow asks for. */
export const wantedBody = (orderId: string, changes: object = {}) => ({
  ...{ orderId, orderNumber: 'OR-00000042', path: 'orchestration', customerId: 'customer-17' },
  ...{ items: [{ sku: 'MUG-BLUE', quantity: 2 }], shippingAddress: addressOf() },
  ...changes,
});

function client(app: Parameters<typeof request>[0]) {
  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    request(app)
      .post(path)
      .set(headers)
      .send(body)
      .then((response) => response);
  const get = (path: string): Promise<Response> =>
    request(app)
      .get(path)
      .then((response) => response);
  return {
    get,
    post,
    create: (orderId: string, changes: object = {}, key = `${orderId}-ship`) =>
      post('/shipments', wantedBody(orderId, changes), { 'idempotency-key': key }),
    check: (orderId: string, changes: object = {}) => post('/shipments?dryRun=true', wantedBody(orderId, changes)),
    cancel: (orderId: string, reason = 'The payment was refunded.') => post(`/shipments/${orderId}/cancel`, { reason }),
    show: (orderId: string) => get(`/shipments/${orderId}`),
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
