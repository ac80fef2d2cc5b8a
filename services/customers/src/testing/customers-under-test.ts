import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createService } from '@sidecart/platform';
import { createTestDatabase, eventually, fakeDapr, fakeFaults, fixedClock, pgDatabase } from '@sidecart/platform/testing';
import request, { type Response } from 'supertest';
import { loadCustomersConfig } from '../config.js';
import { customersService } from '../service.js';

const PRISMA = join(__dirname, '..', '..', 'prisma');
const OPERATOR_TOKEN = 'token-of-the-operator';

/** A customers service of a test. */
export type CustomersUnderTest = Awaited<ReturnType<typeof startCustomers>>;

/** Starts two replicas of customers on a database of their own. */
export async function startCustomers() {
  const testDatabase = await createTestDatabase({ migrations: join(PRISMA, 'migrations') });
  const [clock, faults] = [fixedClock(), fakeFaults()];
  const config = loadCustomersConfig({
    CUSTOMERS_DATABASE_URL: testDatabase.url,
    APP_PORT: '4108',
    DAPR_HTTP_PORT: '4208',
    APP_API_TOKEN: 'token-of-the-sidecar',
    ADMIN_TOKEN: OPERATOR_TOKEN,
    LOG_LEVEL: 'silent',
    FAULTS: 'on',
  });
  const replica = () => createService(customersService, config, { clock, faults, dapr: fakeDapr(), loops: false });
  const [service, second] = [replica(), replica()];
  const somebody = openSomebody(testDatabase.url);
  const { sql } = service.platform.database;
  return {
    clock,
    faults,
    rows: <Row>(text: string, ...values: unknown[]) => sql.$queryRawUnsafe<Row[]>(text, ...values),
    seed: () => sql.$executeRawUnsafe(readFileSync(join(PRISMA, 'seed.sql'), 'utf8')),
    meet: somebody.meet,
    ...client(service.app),
    /** The same interface on a second replica. */
    other: client(second.app),
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
    /** Does `work` while somebody else has a customer locked, who lets go once `wanted` transactions wait for a lock. */
    meet: async <Result>(id: string, wanted: number, work: () => Promise<Result>): Promise<Result> => {
      const { running } = await database.transaction(async (tx) => {
        await tx.$queryRawUnsafe('select 1 from customers where id = $1 for update', id);
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
  const asOperator = (method: 'get' | 'put', path: string, body?: object, headers: Headers = {}) =>
    send(method, path, body, { authorization: `Bearer ${OPERATOR_TOKEN}`, ...headers });
  return {
    send,
    get: (path: string) => asOperator('get', path),
    put: (id: string, terms: object, headers: Headers) => asOperator('put', `/customers/${id}`, terms, headers),
    eligibility: (id: string, email: string) => send('post', '/eligibility', { customer: { id, email } }),
  };
}
