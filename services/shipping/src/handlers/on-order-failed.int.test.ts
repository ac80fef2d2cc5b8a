import { randomUUID } from 'node:crypto';
import { addressOf, deadEvent, eventOf, reservedEvent } from '../testing/events';
import { startShipping, type ShippingUnderTest } from '../testing/shipping-under-test';

let shipping: ShippingUnderTest;
beforeAll(async () => {
  shipping = await startShipping();
});
afterAll(() => shipping.close());

const statusOf = async (orderId: string) => ((await shipping.show(orderId)).body as { status?: string }).status;
const atCarrier = async (orderId: string) => (await shipping.labels(orderId)).map(({ status }) => status);

describe('a dead order', () => {
  test.each(['choreography', 'orchestration', 'checkout'] as const)(
    'when its label is made, path %s, then it is void, which is told',
    async (path) => {
      const orderId = randomUUID();
      await shipping.create(orderId, { path });
      const event = deadEvent(orderId, { path });
      expect(await shipping.deliver([event])).toEqual(['SUCCESS']);
      expect(await atCarrier(orderId)).toEqual(['LIVE']);
      await shipping.settle();
      expect(await atCarrier(orderId)).toEqual(['CANCELLED']);
      expect(await shipping.events(orderId, 'cancelled')).toMatchObject([
        { causationid: event.id, data: { path, reason: 'The customer changed their mind.', orderNumber: 'OR-00000042' } },
      ]);
    },
  );

  test('when its label is being made, then it is void afterwards and was never told of', async () => {
    const event = reservedEvent({ shippingAddress: addressOf('TIMEOUT AFTER') });
    await shipping.deliver([event]);
    await shipping.work();
    expect(await atCarrier(event.subject)).toEqual(['LIVE']);
    await shipping.deliver([deadEvent(event.subject)]);
    await shipping.settle();
    expect(await atCarrier(event.subject)).toEqual(['CANCELLED']);
    expect([...(await shipping.events(event.subject)), ...(await shipping.open(event.subject))]).toEqual([]);
    expect(await statusOf(event.subject)).toBe('CANCELLED');
  });

  test('when it dies before its label was asked for, then the carrier is only told that there is to be none', async () => {
    const event = reservedEvent();
    await shipping.deliver([event]);
    await shipping.deliver([deadEvent(event.subject)]);
    await shipping.settle();
    expect(await shipping.labels(event.subject)).toEqual([{ key: event.subject, status: 'CANCELLED', number: null }]);
    expect(await shipping.events(event.subject)).toEqual([]);
  });

  test('when it is told again, at once, concurrently, as after a crash or ten days late, then it has one effect', async () => {
    const [orderId, unknown] = [randomUUID(), randomUUID()];
    await shipping.create(orderId);
    const event = deadEvent(orderId);
    const copy = () => eventOf(event.type, event.data);
    await Promise.all([
      shipping.deliver([event, deadEvent(unknown)]),
      shipping.other.deliver([deadEvent(unknown), copy()]),
      shipping.other.deliver([event]),
    ]);
    await shipping.deliver([event, copy(), copy()]);
    await shipping.settle();
    shipping.clock.advance(10 * 24 * 3_600_000);
    await shipping.service.sweeper.runOnce();
    await shipping.deliver([event, copy()]);
    await shipping.settle();
    expect(await shipping.events(orderId, 'cancelled')).toHaveLength(1);
    expect([await statusOf(orderId), await statusOf(unknown)]).toEqual(['CANCELLED', 'CANCELLED']);
    expect(await shipping.rows('select 1 from platform.event_retries')).toEqual([]);
  });

  test('when one of a batch is poison, then it is a dead letter and the others are cancelled', async () => {
    const orderId = randomUUID();
    const poison = deadEvent(orderId, { reason: { code: 'lower', message: 'x' } });
    await shipping.deliver([poison, deadEvent(orderId)]);
    expect((await shipping.letters()).map(({ event_id }) => event_id)).toEqual([poison.id]);
    expect(await statusOf(orderId)).toBe('CANCELLED');
  });
});
