import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createService, type PlatformEvent } from '@sidecart/platform';
import { createTestDatabase, fakeDapr, fixedClock } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadPricingConfig } from '../config.js';
import { pricingService } from '../service.js';
import { createAnnouncePrices } from '../use-cases/announce-prices.js';
import { createExpireHolds } from '../use-cases/expire-holds.js';

const PRISMA = join(__dirname, '..', '..', 'prisma');
const OPERATOR_TOKEN = 'token-of-the-operator';

/** A pricing service of a test with the seed's prices and coupons; no background loop runs. */
export type PricingUnderTest = Awaited<ReturnType<typeof startPricing>>;

/** What a test asks the price of. */
export interface Asked {
  readonly reference?: { readonly type: string; readonly id: string };
  readonly customerId?: string;
  readonly items?: readonly { readonly sku: string; readonly quantity: number }[];
  readonly destination?: { readonly country: string };
  readonly couponCode?: string;
}

/** Starts a pricing service on a database of its own. */
export async function startPricing() {
  const testDatabase = await createTestDatabase({ migrations: join(PRISMA, 'migrations') });
  const [clock, dapr] = [fixedClock(), fakeDapr()];
  const config = loadPricingConfig(testEnvironment(testDatabase.url));
  const replica = () => createService(pricingService, config, { clock, dapr, loops: false });
  const [service, other] = [replica(), replica()];
  const { sql } = service.platform.database;
  const rows = <Row>(text: string, ...values: unknown[]) => sql.$queryRawUnsafe<Row[]>(text, ...values);
  const seed = () => sql.$executeRawUnsafe(readFileSync(join(PRISMA, 'seed.sql'), 'utf8'));
  return {
    ...{ service, clock, rows },
    /** Starts a further replica, background loops and all, on a port that is free. Resolves to its stop. */
    startLoops: async () => {
      const looping = { ...config, APP_PORT: await freePort(), HOLD_SWEEP_MS: 100 };
      const running = createService(pricingService, looping, { clock, dapr });
      await running.start();
      return () => running.stop();
    },
    ...client(service.app),
    /** The same interface on a second replica. */
    other: client(other.app),
    seed,
    expireHolds: createExpireHolds(service.platform, config.HOLD_SWEEP_MS),
    announcePrices: createAnnouncePrices(service.platform),
    /** Every event of a topic in the outbox, oldest first. */
    events: async (topic: string) => {
      const stored = await rows<{ event: PlatformEvent<Record<string, unknown>> }>(
        'SELECT event FROM platform.outbox_events WHERE topic = $1 ORDER BY number',
        topic,
      );
      return stored.map(({ event }) => event);
    },
    close: async () => {
      await service.stop();
      await other.stop();
      await testDatabase.drop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function client(app: Parameters<typeof request>[0]) {
  const send = (
    method: 'get' | 'post' | 'put' | 'delete',
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> =>
    request(app)
      [method](path)
      .set(headers)
      .send(body)
      .then((response) => response);
  const asOperator = (method: 'get' | 'put', path: string, body?: object, headers: Readonly<Record<string, string>> = {}) =>
    send(method, path, body, { authorization: `Bearer ${OPERATOR_TOKEN}`, ...headers });
  return {
    send,
    asOperator,
    get: (path: string) => send('get', path),
    ask: (asked: Asked) => send('post', '/quotes', asking(asked)),
    preview: (asked: Asked) => send('post', '/quotes?dryRun=true', asking(asked)),
    confirm: (referenceId: string) => send('post', `/quotes/${referenceId}/confirm`),
    release: (referenceId: string) => send('post', `/quotes/${referenceId}/release`),
    /** Sets a coupon that takes 10 % off, with the given limits. */
    putCoupon: (code: string, terms: object = {}) =>
      asOperator('put', `/coupons/${code}`, { discount: { type: 'percentage', basisPoints: 1000 }, ...terms }),
    usesOf: async (code: string) => ((await asOperator('get', `/coupons/${code}`)).body as { uses: number }).uses,
  };
}

/** Two blue mugs for an order of its own to the Netherlands, unless told otherwise. */
export function asking(asked: Asked): object {
  return {
    reference: orderOf(randomUUID()),
    customerId: 'customer-17',
    items: [{ sku: 'MUG-BLUE', quantity: 2 }],
    destination: { country: 'NL' },
    ...asked,
  };
}

/** A reference to an order. */
export const orderOf = (id: string) => ({ type: 'order', id });

function testEnvironment(url: string): NodeJS.ProcessEnv {
  return {
    PRICING_DATABASE_URL: url,
    APP_PORT: '4104',
    DAPR_HTTP_PORT: '4204',
    APP_API_TOKEN: 'token-of-the-sidecar',
    ADMIN_TOKEN: OPERATOR_TOKEN,
    LOG_LEVEL: 'silent',
  };
}
