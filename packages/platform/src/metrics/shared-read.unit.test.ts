import { createGate } from '../testing/index.js';
import { shareRead } from './shared-read.js';

const failures = () => {
  const errors: unknown[] = [];
  return { errors, onError: (error: unknown): void => void errors.push(error) };
};

test('when several ask at the same time, then they share one read, and who asks later gets another', async () => {
  let reads = 0;
  const ask = shareRead(async () => (reads += 1), failures());
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
  expect(await ask()).toBe(2);
});

test('when a read fails, then it answers undefined and says so once, and the next is made anew', async () => {
  const { errors, onError } = failures();
  let away = true;
  const ask = shareRead(
    () => {
      if (away) throw new Error('away');
      return 'here';
    },
    { onError },
  );
  expect(await Promise.all([ask(), ask()])).toEqual([undefined, undefined]);
  expect(errors).toEqual([new Error('away')]);
  away = false;
  expect(await ask()).toBe('here');
});

test('when a read hangs, then nobody waits longer than the limit, and it is waited for instead of being made again', async () => {
  const { errors, onError } = failures();
  const gate = createGate();
  let reads = 0;
  const read = async (): Promise<number> => {
    reads += 1;
    await gate.pass();
    return reads;
  };
  const ask = shareRead(read, { onError, limitMs: 10 });
  expect(await ask()).toBeUndefined();
  expect(await ask()).toBeUndefined();
  expect([reads, errors.length]).toEqual([1, 2]);
  gate.open();
  await new Promise((resolve) => setImmediate(resolve));
  expect(await ask()).toBe(2);
});
