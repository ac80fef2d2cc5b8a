import { join } from 'node:path';
import type { Order } from '@sidecart/contracts';
import { createService, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, fakeDapr, fixedClock } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadOrdersConfig } from '../config.js';
import { defineOrdersService } from '../service.js';
import { fakeEngine, fakeWorkflows } from './fake-engine.js';
import type { ActivityParts } from '../workflows/activities/parts.js';
import { saleEvent } from './sales.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';
const OPERATOR_TOKEN = 'token-of-the-operator';

/** An orders service of a test; no background loop runs. */
export type OrdersUnderTest = Awaited<ReturnType<typeof startOrders>>;

/** A dead letter as an operator sees it. */
interface ShownLetter {
  readonly id: string;
  readonly eventId: string | null;
  readonly reason: string;
  readonly detail: string;
}

/** Starts an orders service on a database of its own. */
export async function startOrders() {
  const testDatabase = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const [clock, dapr, engine] = [fixedClock(), fakeDapr(), fakeEngine()];
  const wired: ActivityParts[] = [];
  const service = createService(
    defineOrdersService(() => fakeWorkflows(engine, (parts) => wired.push(parts))),
    loadOrdersConfig(testEnvironment(testDatabase.url)),
    { clock, dapr, loops: false },
  );
  const rows = <Row>(sql: string, ...values: unknown[]) => service.platform.database.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  const http = client(service.app);
  const [parts] = wired;
  if (parts === undefined) throw new Error('the service has no workflow worker');
  return {
    ...http,
    service,
    /** What the service's own activities work with. */
    parts,
    engine,
    dapr,
    clock,
    rows,
    /** Stores sales as if they had been delivered. */
    record: async (...sales: Order[]) => http.deliver(sales.map((order) => saleEvent(order))),
    /** Sends what stands in the outbox and resolves to all that was sent of a topic since the start. */
    sent: async (topic: string): Promise<PlatformEvent<Record<string, unknown>>[]> => {
      while ((await service.relay.runOnce()) > 0);
      return dapr.published.filter(({ type }) => type === topic) as PlatformEvent<Record<string, unknown>>[];
    },
    deadLetters: async () => ((await http.asOperator('get', '/admin/dead-letters')).body as { items: ShownLetter[] }).items,
    orderCount: async () => (await rows<{ count: number }>('select count(*)::int as count from orders'))[0]?.count,
    close: async () => {
      await service.stop();
      await testDatabase.drop();
    },
  };
}

type Headers = Readonly<Record<string, string>>;

function client(app: Parameters<typeof request>[0]) {
  const asOperator = (method: 'get' | 'patch' | 'post' | 'put', path: string, body?: object, headers: Headers = {}): Promise<Response> =>
    request(app)
      [method](path)
      .set({ authorization: `Bearer ${OPERATOR_TOKEN}`, ...headers })
      .send(body)
      .then((response) => response);
  return {
    asOperator,
    get: (path: string): Promise<Response> =>
      request(app)
        .get(path)
        .then((response) => response),
    patch: (path: string, version: string | number, body: object): Promise<Response> =>
      asOperator('patch', path, body, { 'if-match': typeof version === 'number' ? `"${version}"` : version }),
    /** Places an order under a key of its own. */
    place: (body: object, key: string): Promise<Response> =>
      request(app)
        .post('/orders')
        .set('idempotency-key', key)
        .send(body)
        .then((response) => response),
    post: (path: string, body: object): Promise<Response> =>
      request(app)
        .post(path)
        .send(body)
        .then((response) => response),
    /** One bulk delivery, as the sidecar makes it. Resolves to the status of each entry. */
    deliver: async (events: readonly unknown[], topic = 'checkout.order.completed'): Promise<string[]> => {
      const entries = events.map((event, index) => ({ entryId: String(index), event, contentType: 'application/cloudevents+json' }));
      const response = await request(app)
        .post(`/events/${topic}`)
        .set('dapr-api-token', SIDECAR_TOKEN)
        .send({ id: 'a-delivery', entries, topic, pubsubname: 'pubsub' });
      return (response.body as { statuses: { status: string }[] }).statuses.map(({ status }) => status);
    },
  };
}

function testEnvironment(url: string): NodeJS.ProcessEnv {
  return {
    ORDERS_DATABASE_URL: url,
    APP_PORT: '4102',
    DAPR_HTTP_PORT: '4202',
    DAPR_GRPC_PORT: '4302',
    APP_API_TOKEN: SIDECAR_TOKEN,
    ADMIN_TOKEN: OPERATOR_TOKEN,
    LOG_LEVEL: 'silent',
    CONSUMER_MAX_RETRIES: '1',
  };
}
