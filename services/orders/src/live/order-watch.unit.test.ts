import type { OrderStatus } from '@sidecart/contracts';
import { silentLog } from '@sidecart/platform/testing';
import type { MadeChange, Since } from '../store/read-changes';
import { createOrderWatch } from './order-watch';

const POLL_MS = 60_000;

/** A watch whose rounds a test runs by hand, over changes it keeps. */
function watchUnderTest() {
  const made: MadeChange[] = [];
  const asked: (readonly Since[])[] = [];
  const parts = {
    round: (): Promise<number> => Promise.reject(new Error('no loop')),
    heard: undefined as unknown as (orderId: string) => void,
    ensure: (): Promise<boolean> => Promise.resolve(false),
    /** Runs while the changes are being read. */
    during: (): void | Promise<void> => undefined,
    wakes: 0,
    closed: false,
  };
  const watch = createOrderWatch({
    log: silentLog(),
    pollMs: POLL_MS,
    loop: (name, run) => {
      parts.round = () => run(new AbortController().signal);
      return { name, start: () => undefined, wake: () => void (parts.wakes += 1), stop: () => Promise.resolve() };
    },
    listen: (heard) => {
      parts.heard = heard;
      return { ensure: () => parts.ensure(), close: () => Promise.resolve(void (parts.closed = true)) };
    },
    read: async (since) => {
      asked.push(since);
      const found = made.filter(({ orderId, version }) => since.some((one) => one.orderId === orderId && version > one.after));
      await parts.during();
      return found;
    },
  });
  const change = (orderId: string, version: number, to: OrderStatus = 'PAID'): void => {
    made.push({ orderId, version, from: 'PAID', to, at: new Date(0), reason: null, fulfillment: null });
  };
  const follow = (orderId: string, after: number) => {
    const seen: number[] = [];
    const going = new AbortController();
    const state = { seen, done: false, leave: () => going.abort() };
    void watch.follow({ orderId, after }, ({ version }) => void seen.push(version), going.signal).then(() => (state.done = true));
    return state;
  };
  return { watch, parts, asked, change, follow };
}

test('when an order moves, then all who follow it are told by one query, each from where it stands', async () => {
  const { parts, asked, change, follow } = watchUnderTest();
  const [near, far] = [follow('a', 2), follow('a', 1)];
  for (const version of [2, 3]) change('a', version);
  await parts.round();
  expect([near.seen, far.seen]).toEqual([[3], [2, 3]]);
  expect(asked).toEqual([[{ orderId: 'a', after: 1 }]]);
});

test('when somebody joins from further back during a look, then the next look tells the whole of what is missing', async () => {
  const { parts, change, follow } = watchUnderTest();
  const first = follow('a', 5);
  for (const version of [2, 3, 4, 5, 6]) change('a', version);
  let late: ReturnType<typeof follow> | undefined;
  parts.during = () => void (late ??= follow('a', 1));
  const wakes = parts.wakes;
  await parts.round();
  expect([first.seen, late?.seen, parts.wakes > wakes]).toEqual([[6], [], true]);
  await parts.round();
  expect([first.seen, late?.seen]).toEqual([[6], [2, 3, 4, 5, 6]]);
});

test('when the order moves between a client’s own look and its joining, then the first look finds it', async () => {
  const { parts, change, follow } = watchUnderTest();
  await parts.round();
  change('a', 2);
  const client = follow('a', 1);
  expect(parts.wakes).toBe(1);
  await parts.round();
  expect(client.seen).toEqual([2]);
});

test('when several orders have moved, then one query asks for them, and for no other', async () => {
  const { parts, asked, follow } = watchUnderTest();
  for (const orderId of ['a', 'b', 'c']) follow(orderId, 1);
  await parts.round();
  for (const orderId of ['a', 'c', 'nobody’s']) parts.heard(orderId);
  await parts.round();
  expect(asked.map((since) => since.map(({ orderId }) => orderId))).toEqual([
    ['a', 'b', 'c'],
    ['a', 'c'],
  ]);
});

test('when an order nobody follows moves, then nothing is woken and nothing asked', async () => {
  const { parts, asked } = watchUnderTest();
  parts.heard('a');
  await parts.round();
  expect([parts.wakes, asked]).toEqual([0, []]);
});

test('when the connection is new, then all are looked at, as nothing was heard before', async () => {
  const { parts, asked, follow } = watchUnderTest();
  for (const orderId of ['a', 'b']) follow(orderId, 1);
  await parts.round();
  parts.ensure = () => Promise.resolve(true);
  parts.heard('a');
  await parts.round();
  expect(asked.at(-1)).toHaveLength(2);
});

test('when nothing can be heard, then the looks go on', async () => {
  const { parts, change, follow } = watchUnderTest();
  parts.ensure = () => Promise.reject(new Error('away'));
  const client = follow('a', 1);
  change('a', 2);
  expect(await parts.round()).toBeLessThanOrEqual(POLL_MS);
  expect(client.seen).toEqual([2]);
});

test('when a look fails, then the next one is at all', async () => {
  const { parts, change, follow } = watchUnderTest();
  const [a, b] = [follow('a', 1), follow('b', 1)];
  await parts.round();
  change('a', 2);
  parts.heard('a');
  parts.during = () => Promise.reject(new Error('the database is away'));
  await expect(parts.round()).rejects.toThrow('away');
  parts.during = () => undefined;
  change('b', 2);
  parts.heard('b');
  await parts.round();
  expect([a.seen, b.seen]).toEqual([[2], [2]]);
});

test('when the order has ended, then who follows is told the last change and let go, and asks no more', async () => {
  const { parts, asked, change, follow } = watchUnderTest();
  const client = follow('a', 1);
  change('a', 2, 'COMPLETED');
  change('a', 3, 'COMPLETED');
  await parts.round();
  expect([client.seen, client.done]).toEqual([[2, 3], true]);
  parts.heard('a');
  await parts.round();
  expect(asked).toHaveLength(1);
});

test('when a client leaves, then it is told nothing more, and the last one takes the order along', async () => {
  const { parts, asked, change, follow } = watchUnderTest();
  const [stays, goes] = [follow('a', 1), follow('a', 1)];
  await parts.round();
  goes.leave();
  change('a', 2);
  parts.heard('a');
  await parts.round();
  expect([stays.seen, goes.seen, goes.done]).toEqual([[2], [], true]);
  stays.leave();
  const wakes = parts.wakes;
  parts.heard('a');
  await parts.round();
  expect([parts.wakes, asked.length]).toEqual([wakes, 2]);
});

test('when the service stops, then the connection is closed', async () => {
  const { watch, parts } = watchUnderTest();
  await watch.stop();
  expect(parts.closed).toBe(true);
});
