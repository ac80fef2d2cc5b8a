import { silentLog } from '../testing/index.js';
import { createLoop } from './loop.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('when it is woken while a round runs, then another follows at once and the two never overlap', async () => {
  let running = 0;
  let most = 0;
  let rounds = 0;
  const loop = createLoop({
    name: 'test',
    log: silentLog(),
    run: async () => {
      rounds += 1;
      most = Math.max(most, (running += 1));
      if (rounds === 1) loop.wake();
      await turn();
      running -= 1;
      return 60_000;
    },
  });
  loop.start();
  loop.start();
  while (rounds < 2) await turn();
  await loop.stop();
  expect([most, rounds]).toEqual([1, 2]);
});

test('when a round fails, then the loop goes on; when it is stopped in a long wait, then it ends at once', async () => {
  let rounds = 0;
  const loop = createLoop({
    name: 'test',
    log: silentLog(),
    run: () => {
      rounds += 1;
      return rounds === 1 ? Promise.reject(new Error('once')) : Promise.resolve(3_600_000);
    },
  });
  loop.start();
  while (rounds < 2) await turn();
  await turn();
  await loop.stop();
  expect(rounds).toBe(2);
});

test('when work keeps waking it in an outage, then it backs off all the same; when it is stopped meanwhile, then it ends at once', async () => {
  let rounds = 0;
  const loop = createLoop({ name: 'test', log: silentLog(), run: () => Promise.reject(new Error(`away ${(rounds += 1)}`)) });
  const began = performance.now();
  loop.start();
  while (rounds < 3) {
    loop.wake();
    await turn();
  }
  const waited = performance.now() - began;
  const stopping = performance.now();
  await loop.stop();
  // 200 and 400 ms, each less a quarter.
  expect(waited).toBeGreaterThan(440);
  expect([performance.now() - stopping < 300, rounds]).toEqual([true, 3]);
});

test('when it is stopped in mid-round, then stop waits for the round and tells it by its signal', async () => {
  let release = (): void => undefined;
  let signal: AbortSignal | undefined;
  const loop = createLoop({
    name: 'test',
    log: silentLog(),
    run: (given) => new Promise((resolve) => ((signal = given), (release = () => resolve(0)))),
  });
  loop.start();
  let stopped = false;
  const stopping = loop.stop().then(() => (stopped = true));
  await turn();
  expect([stopped, signal?.aborted]).toEqual([false, true]);
  release();
  await stopping;
});
