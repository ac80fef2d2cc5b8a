import { createTestDatabase, pgDatabase, type TestDatabase } from '../testing/index.js';
import { Unavailable } from '../runtime/errors.js';
import { isOutage, isUniqueViolation } from './outage.js';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

const failure = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

test('when the server does not answer, then it is an outage', async () => {
  const away = pgDatabase('postgres://nobody@127.0.0.1:1/none');
  expect(isOutage(await failure(() => away.ping()))).toBe(true);
  await away.close();
});

test('when a unique key is broken, then it is that and no outage', async () => {
  const database = pgDatabase(testDatabase.url);
  await database.sql.$executeRawUnsafe('create table u (a int constraint u_a unique)');
  await database.sql.$executeRawUnsafe('insert into u values (1)');
  const error = await failure(() => database.sql.$executeRawUnsafe('insert into u values (1)'));
  expect([isUniqueViolation(error), isUniqueViolation(error, 'u_a'), isUniqueViolation(error, 'other'), isOutage(error)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  await database.close();
});

test('when two transactions deadlock, then the loser sees an outage', async () => {
  const database = pgDatabase(testDatabase.url);
  await database.sql.$executeRawUnsafe('create table d (id int primary key, n int)');
  await database.sql.$executeRawUnsafe('insert into d values (1, 0), (2, 0)');
  let waiting = 0;
  let go = (): void => undefined;
  const both = new Promise<void>((resolve) => (go = resolve));
  const lock = (first: number, second: number) =>
    database.transaction(async (tx) => {
      await tx.$executeRawUnsafe('update d set n = n + 1 where id = $1', first);
      if ((waiting += 1) === 2) go();
      await both;
      await tx.$executeRawUnsafe('update d set n = n + 1 where id = $1', second);
    });
  const results = await Promise.allSettled([lock(1, 2), lock(2, 1)]);
  const lost = results.filter((result) => result.status === 'rejected');
  expect(lost.map(({ reason }) => isOutage(reason))).toEqual([true]);
  await database.close();
});

test('when the error is Unavailable or wraps an outage, then it is one; a plain error is none', () => {
  expect(isOutage(new Unavailable('X', 'x'))).toBe(true);
  expect(isOutage(new Error('outer', { cause: Object.assign(new Error('inner'), { code: 'ECONNRESET' }) }))).toBe(true);
  expect(isOutage({ meta: { driverAdapterError: { cause: { originalCode: '40P01' } } } })).toBe(true);
  expect(isOutage(new Error('a bug'))).toBe(false);
});
