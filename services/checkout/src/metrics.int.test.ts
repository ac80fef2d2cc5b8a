import type { CheckoutOrderCompleted } from '@sidecart/contracts';
import { metricValue } from '@sidecart/platform/testing';
import { wireEventRetryScheduler } from './service';
import { acknowledgement } from './testing/acknowledgement';
import { complete, eventsOf, openSession, startCheckout, type CheckoutFixture } from './testing/checkout-fixture';

let fixture: CheckoutFixture;
beforeAll(async () => {
  fixture = await startCheckout();
});
afterAll(() => fixture.close());

const value = (name: string, labels?: Readonly<Record<string, string>>) => metricValue(fixture.service.platform.metrics, name, labels);
const sales = async () => Promise.all(['sold', 'declined', 'voided'].map((outcome) => value('checkout_sales_total', { outcome })));
const queue = async () => {
  const names = ['checkout_retry_queue', 'checkout_unacknowledged', 'checkout_oldest_unacknowledged_age_seconds'];
  return Promise.all(names.map((name) => value(name)));
};

test('when sessions are paid, declined or voided, then each is counted once, and before the first there is a zero to count from', async () => {
  expect(await sales()).toEqual([0, 0, 0]);
  const sessionId = await openSession(fixture);
  expect((await complete(fixture.service, sessionId, 'k0', 'tok_declined')).status).toBe(402);
  expect(await sales()).toEqual([0, 1, 0]);
  expect((await complete(fixture.service, sessionId, 'k1')).status).toBe(201);
  await complete(fixture.service, sessionId, 'k1');
  expect(await sales()).toEqual([1, 1, 0]);
  await complete(fixture.service, await openSession(fixture), 'k2', 'tok_refused');
  expect(await sales()).toEqual([1, 1, 1]);
});

test('when a sale waits for its acknowledgement, then it shows, and is in the queue from when it is due until it is sent again', async () => {
  await fixture.service.platform.database.sql.$executeRawUnsafe('delete from checkout_transactions');
  expect(await queue()).toEqual([0, 0, 0]);
  await complete(fixture.service, await openSession(fixture), 'k1');
  while ((await fixture.service.relay.runOnce()) > 0);
  fixture.clock.advance(29_000);
  expect(await queue()).toEqual([0, 1, 29]);
  fixture.clock.advance(1_000);
  expect(await queue()).toEqual([1, 1, 30]);
  await wireEventRetryScheduler(fixture.service.platform, fixture.config).runOnce();
  expect(await queue()).toEqual([0, 1, 30]);
  const told = await eventsOf<CheckoutOrderCompleted>(fixture, 'checkout.order.completed');
  await fixture.service.consumer.receive('orders.order.recorded', acknowledgement(fixture, told.at(-1)!.data.order));
  expect(await queue()).toEqual([0, 0, 0]);
});
