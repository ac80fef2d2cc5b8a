import { randomUUID } from 'node:crypto';
import type { AttemptFact } from '@sidecart/platform/workflow';
import { booksOf, placeOrder } from '../testing/placed';
import { startOrders, type OrdersUnderTest } from '../testing/orders-under-test';
import { createRecordAttempt } from './record-attempt';

let orders: OrdersUnderTest;
let books: ReturnType<typeof booksOf>;
beforeAll(async () => {
  orders = await startOrders();
  books = booksOf(orders);
});
afterAll(() => orders.close());

const record = async (instanceId: string, changes: Partial<AttemptFact>): Promise<void> => {
  const startedAt = orders.clock.now();
  const finishedAt = new Date(startedAt.getTime() + 42);
  const fact = {
    instanceId,
    step: 'ProcessPayment',
    attempt: 2,
    startedAt,
    finishedAt,
    result: { type: 'done', value: { cardToken: 'tok' } },
    flow: {},
  } as const;
  await createRecordAttempt(orders.service.platform)({ ...fact, ...changes });
};

test('when an attempt has ended, then the timeline has it with its end and how long it took, and nothing of its value', async () => {
  const orderId = await placeOrder(orders);
  await record(orderId, {});
  await record(orderId, { attempt: 3, result: { type: 'refused', code: 'CARD_DECLINED', message: 'The issuer declined the card.' } });
  await record(orderId, { attempt: 4, result: { type: 'timed_out' } });
  expect((await books.timeline(orderId, 'attempt')).map(({ name, detail }) => ({ name, detail }))).toEqual([
    { name: 'ProcessPayment', detail: { attempt: 2, result: 'done', ms: 42 } },
    { name: 'ProcessPayment', detail: { attempt: 3, result: 'refused', ms: 42, code: 'CARD_DECLINED', message: 'The issuer declined the card.' } },
    { name: 'ProcessPayment', detail: { attempt: 4, result: 'timed_out', ms: 42 } },
  ]);
});

test('when an error has words the database could not keep, then the line is there all the same', async () => {
  const orderId = await placeOrder(orders);
  await record(orderId, { result: { type: 'failed', code: 'UNEXPECTED', message: 'a\u0000b\ud83d\nc' } });
  expect(await books.timeline(orderId, 'attempt')).toMatchObject([{ detail: { message: 'a b c' } }]);
});

test.each(['CloseReview', 'BeginUndo', 'ParkCompensation', 'CheckStep', 'RecordShadow'])(
  'when the step is %s, then it is nobody’s news',
  async (step) => {
    const orderId = await placeOrder(orders);
    await record(orderId, { step });
    await record(`shadow-${randomUUID()}`, { step });
    expect(await books.timeline(orderId, 'attempt')).toEqual([]);
  },
);
