import { Unavailable } from '../runtime/errors.js';
import { fixedClock, silentLog } from '../testing/index.js';
import type { FaultStore } from './fault-store.js';
import { createFaults } from './faults.js';
import type { FaultRule } from './types.js';

/** A store in memory that counts its queries. */
function memory(first: readonly FaultRule[] = []) {
  const store = {
    rules: first,
    reads: 0,
    away: false,
    read: () => {
      store.reads += 1;
      return store.away ? Promise.reject(new Error('away')) : Promise.resolve(store.rules);
    },
    replace: (rules: readonly FaultRule[]) => {
      store.rules = rules;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  return store satisfies FaultStore & object;
}
const faultsOver = (store: FaultStore) => createFaults({ store, clock: fixedClock(), log: silentLog() });
const fail: FaultRule = { operation: 'charge', effect: 'fail' };

/** Time as the cache sees it, moved by hand. */
let elapsed = 0;
beforeEach(() => {
  elapsed = 1_000;
  jest.spyOn(performance, 'now').mockImplementation(() => elapsed);
});
afterEach(() => jest.restoreAllMocks());

test('when an operation is switched, then it fails as an outage, is declined, or nothing happens', async () => {
  const faults = faultsOver(memory([fail, { operation: 'ship', effect: 'decline' }]));
  const failing = faults.apply('charge', 'o1');
  await expect(failing).rejects.toBeInstanceOf(Unavailable);
  await expect(failing).rejects.toMatchObject({ code: 'FAULT_INJECTED' });
  expect(await faults.apply('ship', 'o1')).toBe('decline');
  expect(await faults.apply('refund', 'o1')).toBeUndefined();
});

test('when an operation is slow and declines, then it waits first', async () => {
  const faults = faultsOver(
    memory([
      { operation: 'ship', effect: 'slow', delayMs: 40 },
      { operation: 'ship', effect: 'decline' },
    ]),
  );
  const startedAt = Date.now();
  expect(await faults.apply('ship', 'o1')).toBe('decline');
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(38);
});

test('when the service drains, then a slow operation goes on at once', async () => {
  const faults = faultsOver(memory([{ operation: 'ship', effect: 'slow', delayMs: 60_000 }]));
  const slow = faults.apply('ship', 'o1');
  await faults.close();
  expect(await slow).toBeUndefined();
});

test('when many calls come within 250 ms, then one query answers them all; after that the next asks again', async () => {
  const store = memory();
  const faults = faultsOver(store);
  await Promise.all(Array.from({ length: 50 }, () => faults.apply('charge', 'o1')));
  elapsed += 250;
  await faults.apply('charge', 'o1');
  expect(store.reads).toBe(1);
  store.rules = [fail];
  elapsed += 1;
  await expect(faults.apply('charge', 'o1')).rejects.toBeInstanceOf(Unavailable);
  expect(store.reads).toBe(2);
});

test('when the list is replaced, then it holds at once', async () => {
  const faults = faultsOver(memory());
  await faults.apply('charge', 'o1');
  await faults.replace([fail]);
  await expect(faults.apply('charge', 'o1')).rejects.toBeInstanceOf(Unavailable);
});

test('when the database is away, then the last rules stay in force', async () => {
  const store = memory([{ operation: 'ship', effect: 'decline' }]);
  const faults = faultsOver(store);
  await faults.apply('ship', 'o1');
  store.away = true;
  elapsed += 1_000;
  expect(await faults.apply('ship', 'o1')).toBe('decline');
  expect(store.reads).toBe(2);
});
