import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createService, type PlatformEvent, type Service } from '@sidecart/platform';
import { createTestDatabase, fixedClock, type FixedClock } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadCheckoutConfig, type CheckoutConfig } from '../config.js';
import { checkoutService } from '../service.js';
import type { CheckoutTx } from '../store/client.js';
import { createFakePayment, type FakePayment } from './fake-payment.js';

/** Checkout on a database of its own, with a payment service in memory. */
export interface CheckoutFixture {
  readonly service: Service<CheckoutTx>;
  /** A second replica on the same database. */
  readonly other: Service<CheckoutTx>;
  readonly config: CheckoutConfig;
  readonly clock: FixedClock;
  readonly payment: FakePayment;
  close(): Promise<void>;
}

const PRISMA = join(__dirname, '..', '..', 'prisma');
/** The bearer token of admin routes. */
export const ADMIN_TOKEN = 'admin-token-of-the-tests';
/** The token event routes demand. */
export const APP_API_TOKEN = 'app-token-of-the-tests';

/** Starts the fixture: price list seeded, no loop running. */
export async function startCheckout(env: NodeJS.ProcessEnv = {}): Promise<CheckoutFixture> {
  const db = await createTestDatabase({ migrations: join(PRISMA, 'migrations') });
  const config = loadCheckoutConfig({
    CHECKOUT_DATABASE_URL: db.url,
    ADMIN_TOKEN,
    APP_API_TOKEN,
    DAPR_API_TOKEN: 'dapr-token',
    LOG_LEVEL: 'silent',
    APP_PORT: '4101',
    DAPR_HTTP_PORT: '4201',
    ...env,
  });
  const clock = fixedClock();
  const payment = createFakePayment();
  const replica = () => createService(checkoutService, config, { clock, dapr: payment.dapr, loops: false });
  const [service, other] = [replica(), replica()];
  await service.platform.database.sql.$executeRawUnsafe(readFileSync(join(PRISMA, 'seed.sql'), 'utf8'));
  return {
    service,
    other,
    config,
    clock,
    payment,
    async close() {
      payment.release();
      await service.stop();
      await other.stop();
      await db.drop();
    },
  };
}

/** A complete address and customer. */
export const BUYER = {
  customer: { id: 'customer-17', email: 'ada@example.com' },
  shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' },
};

/** The JSON object a response holds. */
export const bodyOf = (response: Response): Record<string, unknown> => response.body as Record<string, unknown>;

/** Opens a session on a cart with two blue mugs. Resolves to its id. */
export async function openSession({ service }: CheckoutFixture, cartId: string = service.platform.newId()): Promise<string> {
  await request(service.app).put(`/carts/${cartId}/items/MUG-BLUE`).send({ quantity: 2 }).expect(200);
  return String(
    bodyOf(
      await request(service.app)
        .post('/checkout-sessions')
        .send({ cartId, ...BUYER })
        .expect(201),
    )['id'],
  );
}

/** Sends a `complete`. */
export async function complete(service: Service<CheckoutTx>, sessionId: string, key: string, cardToken = 'tok_ok'): Promise<Response> {
  return request(service.app).post(`/checkout-sessions/${sessionId}/complete`).set('Idempotency-Key', key).send({ cardToken });
}

/** Every event of a topic in the outbox, oldest first. */
export async function eventsOf<Data>({ service }: CheckoutFixture, topic: string): Promise<readonly PlatformEvent<Data>[]> {
  const rows = await service.platform.database.sql.$queryRawUnsafe<{ event: PlatformEvent<Data> }[]>(
    'SELECT event FROM platform.outbox_events WHERE topic = $1 ORDER BY number',
    topic,
  );
  return rows.map(({ event }) => event);
}

/** The rows of one of checkout's tables. */
export async function rowsOf<Row = Record<string, unknown>>({ service }: CheckoutFixture, table: string): Promise<readonly Row[]> {
  return service.platform.database.sql.$queryRawUnsafe<Row[]>(`SELECT * FROM "${table}"`);
}
