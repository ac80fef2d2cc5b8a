import { createRequire } from 'node:module';
import { getPrismaClient } from '@prisma/client/runtime/client';
import type { PrismaPg } from '@prisma/adapter-pg';
import { Unavailable } from '../runtime/errors.js';
import { createMetrics } from '../metrics/metrics.js';
import { observePools } from '../metrics/pools.js';
import { createGate, createTestDatabase, eventually, metricValue, type TestDatabase } from '../testing/index.js';
import { createDatabase } from './database.js';
import { isUniqueViolation } from './outage.js';
import type { Database, PrismaLike } from './tx.js';

/** What is used of the WebAssembly global, whose types TypeScript only ships with the browser's. */
declare const WebAssembly: { Module: new (bytes: Uint8Array) => object };

const load = (file: string): unknown => createRequire(__filename)(`@prisma/client/runtime/${file}`);

/** A generated client of a schema without models: raw SQL is all the platform uses. */
function bareClient(adapter: PrismaPg): PrismaLike {
  const Client = getPrismaClient({
    previewFeatures: [],
    clientVersion: '7.10.0',
    engineVersion: '0',
    activeProvider: 'postgresql',
    inlineSchema: 'generator client {\n provider = "prisma-client"\n output = "x"\n}\ndatasource db {\n provider = "postgresql"\n}\n',
    runtimeDataModel: { models: {}, enums: {}, types: {} },
    parameterizationSchema: { strings: [], graph: 'AAAA' },
    compilerWasm: {
      getRuntime: () => Promise.resolve(load('query_compiler_fast_bg.postgresql.js')),
      getQueryCompilerWasmModule: () => {
        const { wasm } = load('query_compiler_fast_bg.postgresql.wasm-base64.js') as { wasm: string };
        return Promise.resolve(new WebAssembly.Module(Buffer.from(wasm, 'base64')));
      },
      importName: './query_compiler_fast_bg.js',
    },
  } as unknown as Parameters<typeof getPrismaClient>[0]);
  return new (Client as unknown as new (options: { adapter: PrismaPg }) => PrismaLike)({ adapter });
}

let own: TestDatabase;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, poolSize: 3, createClient: bareClient });
  await database.sql.$executeRawUnsafe('create table t (id int primary key, n int)');
  await database.sql.$executeRawUnsafe('insert into t values (1, 0), (2, 0)');
});
afterAll(async () => {
  await database.close();
  await own.drop();
});

const endBackend = async (pid: number) => database.sql.$queryRawUnsafe('select pg_terminate_backend($1::int)', pid);

describe('createDatabase', () => {
  test('when the work rejects, then its own error comes out and nothing stays', async () => {
    const error = new RangeError('mine');
    const work = database.transaction(async (tx) => {
      await tx.$executeRawUnsafe('insert into t values (3, 0)');
      throw error;
    });
    await expect(work).rejects.toBe(error);
    expect(await database.sql.$queryRawUnsafe('select id from t where id = 3')).toEqual([]);
  });

  test('when a key exists, then the error stays a unique violation', async () => {
    const error: unknown = await database.sql.$executeRawUnsafe('insert into t values (1, 0)').catch((reason: unknown) => reason);
    expect([isUniqueViolation(error), isUniqueViolation(error, 't_pkey'), error instanceof Unavailable]).toEqual([true, true, false]);
  });

  test('when nobody listens, then everything throws Unavailable', async () => {
    const away = createDatabase({ url: 'postgres://postgres@127.0.0.1:1/x', poolSize: 1, createClient: bareClient });
    await expect(away.ping()).rejects.toBeInstanceOf(Unavailable);
    await expect(away.sql.$executeRawUnsafe('select 1')).rejects.toBeInstanceOf(Unavailable);
    await expect(away.transaction(async () => undefined)).rejects.toBeInstanceOf(Unavailable);
    await away.close();
  });

  test('when the server ends a connection between two statements, then the transaction throws Unavailable and the next one works', async () => {
    const work = database.transaction(async (tx) => {
      const [row] = await tx.$queryRawUnsafe<{ pid: number }[]>('select pg_backend_pid() as pid');
      await endBackend(row?.pid ?? 0);
      await tx.$executeRawUnsafe('update t set n = 1');
    });
    await expect(work).rejects.toBeInstanceOf(Unavailable);
    await database.ping();
  });

  test('when two transactions deadlock, then the one that is ended throws Unavailable', async () => {
    let arrived = 0;
    let open = (): void => undefined;
    const both = new Promise<void>((resolve) => (open = resolve));
    const crossing = (first: number, second: number) =>
      database.transaction(async (tx) => {
        await tx.$executeRawUnsafe('update t set n = n + 1 where id = $1::int', first);
        if ((arrived += 1) === 2) open();
        await both;
        await tx.$executeRawUnsafe('update t set n = n + 1 where id = $1::int', second);
      });
    const results = await Promise.allSettled([crossing(1, 2), crossing(2, 1)]);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(reasons).toEqual([expect.any(Unavailable)]);
  });

  test('when its connections are used up, then that and who waits is told, and after closing there are none', async () => {
    const metrics = createMetrics('tests');
    const small = createDatabase({ url: own.url, poolSize: 2, createClient: bareClient, watchPool: observePools(metrics) });
    const connections = (state: string) => metricValue(metrics, 'database_pool_connections', { pool: 'service', state });
    const waiting = () => metricValue(metrics, 'database_pool_waiting', { pool: 'service' });
    expect([await connections('busy'), await connections('idle'), await waiting()]).toEqual([0, 0, 0]);
    const gates = [createGate(), createGate()];
    const held = gates.map((gate) => small.transaction(() => gate.pass()));
    await Promise.all(gates.map((gate) => gate.reached));
    const third = small.ping();
    await eventually(async () => (await waiting()) === 1);
    expect([await connections('busy'), await connections('idle')]).toEqual([2, 0]);
    gates.forEach((gate) => gate.open());
    await Promise.all([...held, third]);
    expect([await connections('busy'), await connections('idle'), await waiting()]).toEqual([0, 2, 0]);
    await small.close();
    await eventually(async () => (await connections('idle')) === 0);
  });
});
