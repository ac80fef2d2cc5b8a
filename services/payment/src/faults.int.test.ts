import { createdEvent, failedEvent } from './testing/events';
import { startPayment, type PaymentUnderTest } from './testing/payment-under-test';

let payment: PaymentUnderTest;
beforeAll(async () => {
  payment = await startPayment();
});
beforeEach(() => payment.clear());
afterAll(() => payment.close());

const statusOf = async (orderId: string) => (await payment.get(`/payments?key=${orderId}:1`)).body.status as string;
const typesOf = async (orderId: string) => (await payment.told(orderId)).map(({ type }) => type);

test('when captures fail, then the outcome is unknown, and the order is charged once they work again', async () => {
  payment.faults.effects.set('capture', 'fail');
  const event = createdEvent();
  await payment.deliver([event]);
  await payment.work();
  expect([await statusOf(event.subject), await payment.charges(), await typesOf(event.subject)]).toEqual(['PENDING', [], []]);
  expect(payment.faults.applied).toContainEqual({ operation: 'capture', orderId: event.subject });
  payment.faults.effects.clear();
  await payment.settle();
  expect(await typesOf(event.subject)).toEqual(['payment.payment.completed']);
  expect(await payment.charges()).toHaveLength(1);
});

test('when captures are refused, then it is as definite as a refusal of the provider: nothing is held, nor can be', async () => {
  const event = createdEvent('tok_late_capture');
  await payment.deliver([event]);
  await payment.work();
  payment.faults.effects.set('capture', 'decline');
  payment.clock.advance(2_000);
  await payment.work();
  expect((await payment.told(event.subject)).map(({ type, data }) => [type, data['reason']])).toMatchObject([
    ['payment.payment.failed', { code: 'CARD_DECLINED' }],
  ]);
  payment.clock.advance(600_000);
  await payment.settle();
  expect((await payment.admin('/admin/books')).body).toMatchObject({ orphans: 0, captured: [], problems: [] });
});

test.each(['fail', 'decline'] as const)(
  'when refunds %s, then the money is owed until they work again, and nothing is told before',
  async (effect) => {
    const event = createdEvent();
    await payment.deliver([event]);
    await payment.work();
    payment.faults.effects.set('refund', effect);
    await payment.deliver([failedEvent(event.subject)]);
    payment.clock.advance(60_000);
    await payment.work();
    expect([await statusOf(event.subject), await typesOf(event.subject)]).toEqual(['CAPTURED', ['payment.payment.completed']]);
    expect(payment.faults.applied).toContainEqual({ operation: 'refund', orderId: event.subject });
    payment.faults.effects.clear();
    await payment.settle();
    expect(await typesOf(event.subject)).toEqual(['payment.payment.completed', 'payment.payment.refunded']);
    expect(await payment.charges()).toMatchObject([{ amount: 2723, refunded: 2723 }]);
  },
);

test('when refunds are refused that somebody asked for, then it is told so and the sum is free again', async () => {
  const { body } = await payment.capture('k1', 'tok_visa');
  payment.faults.effects.set('refund', 'decline');
  expect((await payment.refund(body.id, 'r1')).body.code).toBe('REFUND_REFUSED');
  payment.faults.effects.clear();
  expect((await payment.refund(body.id, 'r2')).body.status).toBe('SUCCEEDED');
});

test('when an operator switches what there is not, then the known operations are told', async () => {
  const { status, body } = await payment.switchFaults([{ operation: 'charge', effect: 'fail' }]);
  expect([status, body.known]).toEqual([422, ['capture', 'refund']]);
});
