import { join } from 'node:path';
import { createService, type Clock, type Faults, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, fakeDapr, fakeFaults, fixedClock, type FakeFaults, type FixedClock } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadPaymentConfig } from '../config.js';
import { definePaymentService, simulatedProvider, wireReconcile, type MakeProvider } from '../service.js';
import { createDownstream, type Downstream } from './downstream.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';
const TABLES = [
  ...['payments', 'refunds', 'tombstones', 'provider_calls', 'reconciliation_findings', 'reconciliation_marks', 'stripe_intents'],
  ...['simulator_charges', 'simulator_refunds', 'simulator_voids', 'simulator_requests', 'simulator_late_captures'],
  ...['platform.intents', 'platform.outbox_events'],
];
/** What never settles must not keep a test for ever. */
const MOST_ROUNDS = 40;
const OPERATOR_TOKEN = 'token-of-the-operator';

/** What the simulated provider has on its books. */
export interface Charge {
  readonly key: string;
  readonly status: string;
  readonly amount: number;
  readonly refunded: number;
}

/** One payment service of a test, without background loops: the test says when they run. */
export interface PaymentUnderTest extends Awaited<ReturnType<typeof startReplica>> {
  readonly clock: FixedClock;
  readonly faults: FakeFaults;
  /** Pricing and fraud. */
  readonly downstream: Downstream;
  /** A further replica on the same database and clock, with a provider of its own. */
  replica(makeProvider?: MakeProvider): Promise<Awaited<ReturnType<typeof startReplica>>>;
  charges(): Promise<Charge[]>;
  rows<Row>(sql: string, ...values: unknown[]): Promise<Row[]>;
  /** Data of the events stored under `topic`, oldest first. */
  events(topic: string): Promise<Record<string, unknown>[]>;
  /** The events about one order in the outbox, envelope and all, oldest first. */
  told(orderId: string): Promise<PlatformEvent<Record<string, unknown>>[]>;
  letters(): Promise<{ event_id: string; reason: string; detail: string }[]>;
  /** Lets every wait run out and works until nothing is due. */
  settle(): Promise<void>;
  /** Forgets everything, the provider's books included. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a payment service on a database of its own. */
export async function startPayment(makeProvider: MakeProvider = simulatedProvider, settings: NodeJS.ProcessEnv = {}): Promise<PaymentUnderTest> {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock();
  const faults = fakeFaults();
  const downstream = createDownstream();
  const parts = { url: testDatabase.url, settings, clock, faults, downstream };
  const first = startReplica(parts, makeProvider);
  const replicas = [first];
  const rows = <Row>(sql: string, ...values: unknown[]) => first.service.platform.database.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  return {
    ...first,
    ...{ clock, faults, downstream, rows },
    replica: (make = simulatedProvider) => {
      const replica = startReplica(parts, make);
      replicas.push(replica);
      return Promise.resolve(replica);
    },
    ...recordsOf(rows),
    settle: () => settle(first, clock),
    clear: async () => {
      faults.effects.clear();
      await rows(`TRUNCATE ${TABLES.join(', ')}`);
    },
    close: async () => {
      for (const { service } of replicas) await service.stop();
      await testDatabase.drop();
    },
  };
}

type Rows = PaymentUnderTest['rows'];

/** What a payment service and its simulated provider have on record. */
function recordsOf(rows: Rows): Pick<PaymentUnderTest, 'charges' | 'events' | 'told' | 'letters'> {
  const stored = (where: string, value: string) =>
    rows<{ event: PlatformEvent<Record<string, unknown>> }>(`SELECT event FROM platform.outbox_events WHERE ${where} = $1 ORDER BY number`, value);
  return {
    charges: () =>
      rows<Charge>(`SELECT key, status, amount_minor::int AS amount, refunded_minor::int AS refunded FROM simulator_charges ORDER BY key`),
    events: async (topic) => (await stored('topic', topic)).map(({ event }) => event.data),
    told: async (orderId) => (await stored(`event->'data'->>'orderId'`, orderId)).map(({ event }) => event),
    letters: () => rows('SELECT event_id, reason, detail FROM platform.dead_letters'),
  };
}

async function settle({ work }: { readonly work: () => Promise<number> }, clock: FixedClock): Promise<void> {
  for (let quiet = 0, round = 0; quiet < 2 && round < MOST_ROUNDS; round += 1) {
    clock.advance(120_000);
    quiet = (await work()) === 0 ? quiet + 1 : 0;
  }
}

interface ReplicaParts {
  readonly url: string;
  readonly settings: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly downstream: Downstream;
}

function startReplica({ url, settings, clock, faults, downstream }: ReplicaParts, makeProvider: MakeProvider) {
  const config = loadPaymentConfig({ ...testEnvironment(url), ...settings });
  const dapr = fakeDapr();
  dapr.onInvoke = (appId, call) => downstream.answer(appId, call);
  const service = createService(definePaymentService(makeProvider), config, { clock, dapr, faults, loops: false });
  const reconcile = wireReconcile(service.platform, config, makeProvider(service.platform, config));
  return {
    service,
    ...client(service.app),
    work: () => service.intentWorker.runOnce(),
    /** One round of the reconciliation; resolves to the wait until the next. */
    reconcile: () => reconcile.round(AbortSignal.timeout(10_000)),
  };
}

function client(app: Parameters<typeof request>[0]) {
  const post = (path: string, body: object, key?: string): Promise<Response> => {
    const asked = request(app).post(path);
    return (key === undefined ? asked : asked.set('idempotency-key', key)).send(body).then((response) => response);
  };
  const admin = (path: string): Promise<Response> =>
    request(app)
      .get(path)
      .set('authorization', `Bearer ${OPERATOR_TOKEN}`)
      .then((response) => response);
  return {
    admin,
    switchFaults: (faults: readonly object[]): Promise<Response> =>
      request(app)
        .put('/admin/faults')
        .set('authorization', `Bearer ${OPERATOR_TOKEN}`)
        .send({ faults })
        .then((response) => response),
    /** One bulk delivery of the first event's topic, as the sidecar makes it. Resolves to the status of each entry. */
    deliver: async (events: readonly unknown[]): Promise<string[]> => {
      const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
      const topic = (events[0] as PlatformEvent).type;
      const delivery = { id: 'a-delivery', entries, topic, pubsubname: 'pubsub' };
      const response = await request(app).post(`/events/${topic}`).set('dapr-api-token', SIDECAR_TOKEN).send(delivery);
      return (response.body as { statuses: { status: string }[] }).statuses.map(({ status }) => status);
    },
    get: (path: string): Promise<Response> =>
      request(app)
        .get(path)
        .then((response) => response),
    post,
    capture: (key: string, cardToken: string, changes: object = {}) => post('/payments', captureBody(cardToken, changes), key),
    void: (key: string) => post('/payments/void', { key, reason: 'The sale was not made.' }),
    refund: (id: string, key: string, minor?: number) =>
      post(`/payments/${id}/refunds`, { reason: 'Damaged.', ...(minor !== undefined && { amount: { minor, currency: 'EUR' } }) }, key),
  };
}

let references = 0;

/** A capture of 10.00 EUR for a checkout session of its own. */
export function captureBody(cardToken: string, changes: object = {}): object {
  references += 1;
  const id = `0191d1f4-8c3a-7b11-9d6e-${references.toString().padStart(12, '0')}`;
  return { amount: { minor: 1000, currency: 'EUR' }, cardToken, reference: { type: 'checkout_session', id }, path: 'checkout', ...changes };
}

function testEnvironment(url: string): NodeJS.ProcessEnv {
  return {
    PAYMENT_DATABASE_URL: url,
    APP_PORT: '4103',
    DAPR_HTTP_PORT: '4203',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: OPERATOR_TOKEN,
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
    FAULTS: 'on',
    PROVIDER_TIMEOUT_MS: '20000',
    SIMULATOR_LATENCY_MIN_MS: '0',
    SIMULATOR_LATENCY_MAX_MS: '2',
    SIMULATOR_SLOW_MS: '50',
  };
}
