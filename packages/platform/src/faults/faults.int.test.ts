import request from 'supertest';
import type { AppError } from '../runtime/errors.js';
import { loadConfig } from '../runtime/config.js';
import { createService, type Service } from '../runtime/service.js';
import type { Tx } from '../database/tx.js';
import { createTestDatabase, eventually, fakeDapr, fakeFaults, pgPrismaLike, type TestDatabase } from '../testing/index.js';
import { testContracts } from '../testing/test-contracts.js';

const ADMIN = 'token-of-the-operator';
let database: TestDatabase;
let one: Service<Tx>;
let other: Service<Tx>;

beforeAll(async () => {
  database = await createTestDatabase();
  one = replica('on');
  other = replica('on');
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await database.drop();
});

function replica(faults: 'on' | 'off', over: Parameters<typeof createService>[2] = {}) {
  const config = loadConfig(
    'tests',
    {},
    {
      ...{ DATABASE_URL: database.url, APP_PORT: '4999', DAPR_HTTP_PORT: '4998', LOG_LEVEL: 'silent', FAULTS: faults },
      ...{ APP_API_TOKEN: 'token-of-the-sidecar', ADMIN_TOKEN: ADMIN },
    },
  );
  const definition = {
    name: 'tests',
    contracts: testContracts,
    createClient: () => pgPrismaLike(database.url),
    wire: () => ({ faultOperations: ['charge', 'refund'] }),
  };
  return createService(definition, config, { dapr: fakeDapr(), loops: false, ...over });
}
const admin = (service: Service<Tx>) => request.agent(service.app).set('authorization', `Bearer ${ADMIN}`);
const put = (service: Service<Tx>, ...faults: object[]) => admin(service).put('/admin/faults').send({ faults });
const applied = (service: Service<Tx>, operation: string, orderId?: string) =>
  service.platform.faults.apply(operation, orderId).catch((error: unknown) => (error as AppError).code);

describe('with FAULTS=on', () => {
  test('when a list is put, then it holds here at once, in another replica soon and in one that starts later', async () => {
    await applied(other, 'charge');
    expect((await put(one, { operation: 'charge', effect: 'decline', orderId: 'o1' })).status).toBe(200);
    expect([await applied(one, 'charge', 'o1'), await applied(one, 'charge', 'o2')]).toEqual(['decline', undefined]);
    await eventually(async () => (await applied(other, 'charge', 'o1')) === 'decline', { timeoutMs: 1_000 });
    const late = replica('on');
    expect(await applied(late, 'charge', 'o1')).toBe('decline');
    await late.stop();
  });

  test('when lists follow each other, then the last one stands whole and in order', async () => {
    await put(one, { operation: 'charge', effect: 'fail' });
    const last = [
      { operation: 'refund', effect: 'slow', delayMs: 1 },
      { operation: 'refund', effect: 'fail' },
    ];
    await put(other, ...last);
    expect((await admin(one).get('/admin/faults')).body).toEqual({ operations: ['charge', 'refund'], faults: last });
    expect(await applied(other, 'refund')).toBe('FAULT_INJECTED');
  });

  test('when two lists are put at the same moment, then one of them stands', async () => {
    const lists = ['charge', 'refund'].map((operation) => Array.from({ length: 20 }, () => ({ operation, effect: 'fail' })));
    const answers = await Promise.all([put(one, ...lists[0]!), put(other, ...lists[1]!)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(lists).toContainEqual((await admin(one).get('/admin/faults')).body.faults);
  });

  test('when the list is deleted, then nothing fails any more', async () => {
    await put(one, { operation: 'charge', effect: 'fail' });
    expect((await admin(one).delete('/admin/faults')).status).toBe(204);
    expect(await applied(one, 'charge')).toBeUndefined();
    expect((await admin(one).get('/admin/faults')).body.faults).toEqual([]);
  });

  test('when an operation is unknown, then 422 lists the known and the list stays as it was', async () => {
    await put(one, { operation: 'charge', effect: 'fail' });
    const answer = await put(one, { operation: 'chrage', effect: 'fail' });
    expect(answer.body).toMatchObject({ status: 422, code: 'UNKNOWN_OPERATION', unknown: ['chrage'], known: ['charge', 'refund'] });
    expect(await applied(one, 'charge')).toBe('FAULT_INJECTED');
  });

  test('when a rule is malformed, then 400 names its pointer; without the operator’s token, then 401', async () => {
    expect((await put(one, { operation: 'charge', effect: 'slow', delayMs: -1 })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/faults/0/delayMs' }],
    });
    expect((await request(one.app).get('/admin/faults')).status).toBe(401);
  });

  test('when every connection of the service waits in a transaction, then the switches still answer', async () => {
    await put(one, { operation: 'charge', effect: 'decline' });
    let inside = 0;
    let open = (): void => undefined;
    const everyConnectionTaken = new Promise<void>((resolve) => (open = resolve));
    const holding = Array.from({ length: 10 }, () =>
      one.platform.database.transaction(async () => {
        if ((inside += 1) === 10) open();
        await everyConnectionTaken;
        return applied(one, 'charge');
      }),
    );
    expect(new Set(await Promise.all(holding))).toEqual(new Set(['decline']));
  });
});

describe('with FAULTS=off', () => {
  test('when rules are stored all the same, then nothing happens and each route says how to switch them on', async () => {
    await put(one, { operation: 'charge', effect: 'fail' });
    const off = replica('off');
    expect(await applied(off, 'charge')).toBeUndefined();
    for (const method of ['get', 'put', 'delete'] as const) {
      const { body } = await admin(off)[method]('/admin/faults');
      expect(body).toMatchObject({ status: 404, code: 'FAULTS_OFF', detail: expect.stringContaining('FAULTS=on') as string });
    }
    await off.stop();
  });

  test('when a test gives switches of its own, then the service applies them', async () => {
    const faults = fakeFaults();
    faults.effects.set('charge', 'decline');
    const service = replica('off', { faults });
    expect(await applied(service, 'charge', 'o1')).toBe('decline');
    expect(faults.applied).toEqual([{ operation: 'charge', orderId: 'o1' }]);
    await service.stop();
  });
});
