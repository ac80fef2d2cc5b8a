import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createService } from '@sidecart/platform';
import { createTestDatabase, fakeDapr, fakeFaults, fixedClock } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadFraudConfig } from '../config.js';
import { fraudService } from '../service.js';

/** A fraud service of a test. */
export type FraudUnderTest = Awaited<ReturnType<typeof startFraud>>;

/** Starts two replicas of fraud on a database of their own. */
export async function startFraud(environment: NodeJS.ProcessEnv = {}) {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const [clock, faults] = [fixedClock(), fakeFaults()];
  const config = loadFraudConfig({
    FRAUD_DATABASE_URL: testDatabase.url,
    APP_PORT: '4109',
    DAPR_HTTP_PORT: '4209',
    APP_API_TOKEN: 'token-of-the-sidecar',
    ADMIN_TOKEN: 'token-of-the-operator',
    LOG_LEVEL: 'silent',
    FAULTS: 'on',
    ...environment,
  });
  const replica = () => createService(fraudService, config, { clock, dapr: fakeDapr(), loops: false, faults });
  const [service, second] = [replica(), replica()];
  return {
    clock,
    faults,
    rows: <Row>(sql: string, ...values: unknown[]) => service.platform.database.sql.$queryRawUnsafe<Row[]>(sql, ...values),
    ...client(service.app),
    /** The same interface on a second replica. */
    other: client(second.app),
    close: async () => {
      await Promise.all([service.stop(), second.stop()]);
      await testDatabase.drop();
    },
  };
}

function client(app: Parameters<typeof request>[0]) {
  const score = (order: ScoredOrder, key = order.orderId, query = ''): Promise<Response> =>
    request(app)
      .post(`/scores${query}`)
      .set(key === '' ? {} : { 'idempotency-key': key })
      .send(order)
      .then((response) => response);
  return {
    score,
    preview: (order: ScoredOrder) => score(order, order.orderId, '?dryRun=true'),
    switches: (): Promise<Response> =>
      request(app)
        .get('/admin/faults')
        .set('authorization', 'Bearer token-of-the-operator')
        .then((response) => response),
    show: (orderId: string): Promise<Response> =>
      request(app)
        .get(`/scores/${orderId}`)
        .then((response) => response),
  };
}

/** What a test has scored. */
export type ScoredOrder = ReturnType<typeof orderOf>;

/** Two blue mugs for an order and a customer of their own to the Netherlands, unless told otherwise. */
export function orderOf({ country = 'NL', minor = 3_025, quantity = 2, email = 'ada@example.com', customerId = `customer-${randomUUID()}` } = {}) {
  return {
    orderId: randomUUID() as string,
    customer: { id: customerId, email },
    items: [{ sku: 'MUG-BLUE', quantity }],
    total: { minor, currency: 'EUR' },
    shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country },
  };
}
