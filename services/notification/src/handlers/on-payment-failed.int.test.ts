import { randomUUID } from 'node:crypto';
import { failed, paymentFailed, shipped } from '../testing/events';
import { startNotification, type NotificationUnderTest } from '../testing/notification-under-test';

let notification: NotificationUnderTest;
beforeAll(async () => {
  notification = await startNotification();
});
afterAll(() => notification.close());

const workOff = async (): Promise<void> => {
  while ((await notification.work()) > 0);
};
const died = (orderId: string) => failed({ orderId, status: 'PAYMENT_FAILED', reason: { code: 'INSUFFICIENT_FUNDS', message: 'x' } });

describe('a payment that failed, told by payment and by orders', () => {
  test('when payment is first, then its word is sent, once', async () => {
    const event = paymentFailed();
    await notification.deliver([event]);
    await notification.deliver([died(event.subject)]);
    await workOff();
    await notification.deliver([died(event.subject)]);
    await workOff();
    expect(notification.taken(event.subject)).toMatchObject([{ to: `told+${event.subject}@example.com` }]);
    expect(notification.taken(event.subject)[0]?.html).toContain('declined the card');
    expect(await notification.mails(event.subject)).toHaveLength(1);
  });

  test('when orders is first, then its word is sent, once', async () => {
    const event = paymentFailed();
    await notification.deliver([died(event.subject)]);
    await notification.deliver([event]);
    await workOff();
    expect(notification.taken(event.subject)).toMatchObject([{ to: `ada+${event.subject}@example.com` }]);
    expect(notification.taken(event.subject)[0]?.html).toContain('does not cover the amount');
  });

  test('when both come at the same moment on two replicas, then one is sent', async () => {
    const events = Array.from({ length: 10 }, () => paymentFailed());
    const deaths = events.map(({ subject }) => died(subject)).reverse();
    await Promise.all([notification.deliver(events), notification.other.deliver(deaths)]);
    await workOff();
    for (const { subject } of events) expect(notification.taken(subject)).toHaveLength(1);
  });

  test('when it was a capture at checkout, then there is no mail: nobody has ordered yet', async () => {
    const event = paymentFailed();
    const { orderId, ...data } = event.data;
    const capture = { ...event, data: { ...data, checkoutSessionId: orderId } };
    expect(await notification.deliver([capture, paymentFailed()])).toEqual(['SUCCESS', 'SUCCESS']);
    await notification.deliver([{ ...capture, id: randomUUID() }]);
    await workOff();
    expect(await notification.rows('select 1 from mails where order_id = $1::uuid', orderId)).toEqual([]);
    expect(await notification.letters()).toEqual([]);
    expect(await notification.rows('select 1 from platform.event_retries')).toEqual([]);
  });
});

test('when two batches have the same orders turned round and meet in the middle, then neither is rolled back', async () => {
  const events = Array.from({ length: 9 }, () => failed()).sort((a, b) => (a.subject < b.subject ? -1 : 1));
  const again = events.map(({ subject }) => failed({ orderId: subject })).reverse();
  const taken = `insert into mails (id, order_id, kind, status, content, reason, created_at, updated_at)
    values (gen_random_uuid(), '${events[4]!.subject}', 'order_failed', 'SKIPPED', '{}', 'by the test', now(), now())`;
  await notification.meet(taken, 2, () => Promise.all([notification.deliver(events), notification.other.deliver(again)]));
  expect([...notification.logged, ...notification.other.logged].filter((line) => line.includes('rolled back'))).toEqual([]);
  await workOff();
  expect(events.map(({ subject }) => notification.taken(subject).length)).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1]);
});

test('when one order fails, ships and is cancelled, then each is a mail of its own', async () => {
  const event = failed();
  const orderId = event.subject;
  await notification.deliver([event]);
  await notification.deliver([failed({ orderId, status: 'CANCELLED' })]);
  await notification.deliver([shipped({ orderId })]);
  await workOff();
  expect((await notification.mails(orderId)).map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'order_cancelled SENT',
    'order_failed SENT',
    'shipment_created SENT',
  ]);
  expect(notification.taken(orderId)).toHaveLength(3);
});

test('when somebody but the sidecar hands an event in, then it is refused', async () => {
  const event = failed();
  expect(await notification.handIn(event, 'token-of-nobody')).toBe(401);
  expect(await notification.mails(event.subject)).toEqual([]);
});
