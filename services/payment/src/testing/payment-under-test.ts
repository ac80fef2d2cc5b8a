import { join } from 'node:path';
import { createService, type Clock } from '@sidecart/platform';
import { createTestDatabase, fakeDapr, fixedClock, type FixedClock } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadPaymentConfig } from '../config.js';
import { definePaymentService, simulatedProvider, type MakeProvider } from '../service.js';

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
  /** A further replica on the same database and clock, with a provider of its own. */
  replica(makeProvider?: MakeProvider): Promise<Awaited<ReturnType<typeof startReplica>>>;
  charges(): Promise<Charge[]>;
  rows<Row>(sql: string, ...values: unknown[]): Promise<Row[]>;
  /** Data of the events stored under `topic`, oldest first. */
  events(topic: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Starts a payment service on a database of its own. */
export async function startPayment(makeProvider: MakeProvider = simulatedProvider): Promise<PaymentUnderTest> {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const clock = fixedClock();
  const first = startReplica(testDatabase.url, clock, makeProvider);
  const replicas = [first];
  const rows = <Row>(sql: string, ...values: unknown[]) => first.service.platform.database.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  return {
    ...first,
    clock,
    rows,
    replica: (make = simulatedProvider) => {
      const replica = startReplica(testDatabase.url, clock, make);
      replicas.push(replica);
      return Promise.resolve(replica);
    },
    charges: () =>
      rows<Charge>(`SELECT key, status, amount_minor::int AS amount, refunded_minor::int AS refunded FROM simulator_charges ORDER BY key`),
    events: async (topic) => {
      const stored = await rows<{ data: Record<string, unknown> }>(
        `SELECT event->'data' AS data FROM platform.outbox_events WHERE topic = $1 ORDER BY number`,
        topic,
      );
      return stored.map(({ data }) => data);
    },
    close: async () => {
      for (const { service } of replicas) await service.stop();
      await testDatabase.drop();
    },
  };
}

function startReplica(url: string, clock: Clock, makeProvider: MakeProvider) {
  const config = loadPaymentConfig(testEnvironment(url));
  const service = createService(definePaymentService(makeProvider), config, { clock, dapr: fakeDapr(), loops: false });
  return { service, ...client(service.app), work: () => service.intentWorker.runOnce() };
}

function client(app: Parameters<typeof request>[0]) {
  const post = (path: string, body: object, key?: string): Promise<Response> => {
    const asked = request(app).post(path);
    return (key === undefined ? asked : asked.set('idempotency-key', key)).send(body).then((response) => response);
  };
  return {
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
    APP_API_TOKEN: 'a token for this test',
    ADMIN_TOKEN: 'a token for this test',
    LOG_LEVEL: 'silent',
    SIMULATOR_LATENCY_MIN_MS: '0',
    SIMULATOR_LATENCY_MAX_MS: '2',
    SIMULATOR_SLOW_MS: '50',
  };
}
