import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PrismaPg } from '@prisma/adapter-pg';
import type { Order } from '@sidecart/contracts';
import { createService } from '@sidecart/platform';
import { createTestDatabase, fakeDapr, fixedClock } from '@sidecart/platform/testing';
import { loadOrdersConfig } from '../config.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { defineOrdersService } from '../service.js';
import { fakeEngine, fakeWorkflows } from './fake-engine.js';
import { openSource } from './event-source.js';
import { sale, saleEvent } from './sales.js';

const SIDECAR_TOKEN = 'token-of-the-sidecar';
const OPERATOR_TOKEN = 'token-of-the-operator';

/** An orders service of a test that listens on a port and tells what it asks its database. */
export type ListeningOrders = Awaited<ReturnType<typeof listenOrders>>;

/** Starts one on a database of its own; `env` goes on top of the settings of a test. */
export async function listenOrders(env: NodeJS.ProcessEnv = {}) {
  const database = await createTestDatabase({ migrations: join(__dirname, '..', '..', 'prisma', 'migrations') });
  const queries: string[] = [];
  const definition = {
    ...defineOrdersService(() => fakeWorkflows(fakeEngine())),
    createClient: (adapter: PrismaPg) => countingClient(adapter, queries),
  };
  const config = loadOrdersConfig({ ...environment(database.url), ...env });
  const service = createService(definition, config, { clock: fixedClock(), dapr: fakeDapr(), loops: false });
  const server = createServer(service.app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rows = <Row>(sql: string, ...values: unknown[]) => service.platform.database.sql.$queryRawUnsafe<Row[]>(sql, ...values);
  return {
    ...{ url, service, queries, rows, ...client(url) },
    close: async () => {
      await service.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.drop();
    },
  };
}

function countingClient(adapter: PrismaPg, queries: string[]): PrismaClient {
  const counting = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
  counting.$on('query', ({ query }) => void queries.push(query));
  return counting;
}

function client(url: string) {
  const patch = async (path: string, body: object): Promise<number> => {
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'if-match': '*', 'content-type': 'application/json' };
    return (await fetch(`${url}${path}`, { method: 'PATCH', headers, body: JSON.stringify(body) })).status;
  };
  return {
    /** Records a sale and resolves to its id. */
    record: async (changes: Partial<Order> = {}): Promise<string> => {
      const event = saleEvent(sale(changes));
      const headers = { 'dapr-api-token': SIDECAR_TOKEN, 'content-type': 'application/json' };
      const body = JSON.stringify({ id: 'a-delivery', entries: [{ entryId: '0', event, contentType: 'application/cloudevents+json' }] });
      await fetch(`${url}/events/checkout.order.completed`, { method: 'POST', headers, body });
      return event.data.order.id;
    },
    /** An operator brings an order to another status. */
    move: (orderId: string, status: string, reason?: string) => patch(`/orders/${orderId}/status`, { status, reason }),
    /** A change that leaves the status as it is. */
    relabel: (orderId: string, trackingNumber: string) => patch(`/orders/${orderId}/fulfillment`, { trackingNumber }),
    patch,
    follow: (orderId: string, lastEventId?: string) => openSource(`${url}/orders/${orderId}/events`, lastEventId),
    graphql: async (query: string, variables: object = {}): Promise<{ status: number; body: Answer }> => {
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
      return { status: answer.status, body: (await answer.json()) as Answer };
    },
  };
}

/** What GraphQL answers. */
interface Answer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is the query's
  readonly data?: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
}

const environment = (url: string): NodeJS.ProcessEnv => ({
  ...{ ORDERS_DATABASE_URL: url, APP_PORT: '4102', DAPR_HTTP_PORT: '4202', DAPR_GRPC_PORT: '4302', LOG_LEVEL: 'silent' },
  ...{ APP_API_TOKEN: SIDECAR_TOKEN, ADMIN_TOKEN: OPERATOR_TOKEN },
});
