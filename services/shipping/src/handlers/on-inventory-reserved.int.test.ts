import { randomUUID } from 'node:crypto';
import { addressOf, deadEvent, eventOf, reservedEvent } from '../testing/events';
import { startShipping, type ShippingUnderTest } from '../testing/shipping-under-test';

let shipping: ShippingUnderTest;
beforeAll(async () => {
  shipping = await startShipping();
});
afterAll(() => shipping.close());

const copyOf = (event: ReturnType<typeof reservedEvent>) => eventOf(event.type, event.data);
const letterOf = async (eventId: string) => (await shipping.letters()).find(({ event_id }) => event_id === eventId);
const statusOf = async (orderId: string) => ((await shipping.show(orderId)).body as { status?: string }).status;

describe('goods that are set aside', () => {
  test('when the path is choreography, then a label is made and told as caused by the event', async () => {
    const event = reservedEvent();
    const { orderId, orderNumber, customerId, items } = event.data;
    expect(await shipping.deliver([event])).toEqual(['SUCCESS']);
    expect(await statusOf(orderId)).toBe('PENDING');
    expect(await shipping.labels(orderId)).toEqual([]);
    await shipping.settle();
    const [told, ...more] = await shipping.events(orderId);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ type: 'shipping.shipment.created', causationid: event.id, correlationid: event.correlationid });
    expect(told?.data).toMatchObject({ orderId, orderNumber, customerId, items, path: 'choreography' });
    expect(await statusOf(orderId)).toBe('CREATED');
  });

  test('when the carrier refuses, then it failed, which is told with the reason', async () => {
    const event = reservedEvent({ shippingAddress: addressOf('10001', 'US') });
    await shipping.deliver([event]);
    await shipping.settle();
    expect(await shipping.events(event.subject)).toMatchObject([
      { type: 'shipping.shipment.failed', causationid: event.id, data: { path: 'choreography', reason: { code: 'UNDELIVERABLE_ADDRESS' } } },
    ]);
  });

  test('when the path is another one, then nothing happens: that path invokes', async () => {
    const others = (['checkout', 'orchestration'] as const).map((path) => reservedEvent({ path }));
    expect(await shipping.deliver(others)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await shipping.work()).toBe(0);
    for (const { subject } of others) expect((await shipping.show(subject)).status).toBe(404);
  });

  test('when many come in one delivery, then each has a label of its own', async () => {
    const events = Array.from({ length: 20 }, () => reservedEvent());
    expect(new Set(await shipping.deliver(events))).toEqual(new Set(['SUCCESS']));
    await shipping.settle();
    const ids = events.map(({ subject }) => subject);
    const numbers = await shipping.rows<{ number: string }>('select tracking_number as number from shipments where order_id = any($1::uuid[])', ids);
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(20);
    for (const { id, subject, correlationid } of events) {
      expect(await shipping.events(subject)).toMatchObject([{ causationid: id, correlationid }]);
    }
  });
});

describe('a copy', () => {
  test('when it comes at once, as after a crash before the acknowledgement, as a new event or ten days late, then there is one label', async () => {
    const event = reservedEvent();
    await shipping.deliver([event, event, copyOf(event)]);
    await shipping.deliver([event]);
    await shipping.settle();
    shipping.clock.advance(10 * 24 * 3_600_000);
    expect(await shipping.service.sweeper.runOnce()).toBeGreaterThan(0);
    await shipping.deliver([event, copyOf(event)]);
    await shipping.settle();
    expect(await shipping.events(event.subject)).toHaveLength(1);
    expect(await shipping.labels(event.subject)).toHaveLength(1);
  });

  test('when copies and a request come at the same moment on two replicas, then there is one label', async () => {
    const event = reservedEvent();
    const { orderId, items, shippingAddress } = event.data;
    const request = { path: 'choreography', items, shippingAddress };
    const [, , , answer] = await Promise.all([
      shipping.deliver([event]),
      shipping.other.deliver([event]),
      shipping.other.deliver([copyOf(event), reservedEvent()]),
      shipping.create(orderId, request),
    ]);
    expect([200, 201, 202]).toContain(answer.status);
    await shipping.settle();
    expect(await shipping.events(orderId, 'created')).toHaveLength(1);
    expect(await shipping.labels(orderId)).toHaveLength(1);
  });

  test('when it comes after the shipment failed or was cancelled, then that stands', async () => {
    const [failed, cancelled] = [reservedEvent({ shippingAddress: addressOf('NO SUCH PLACE') }), reservedEvent()];
    await shipping.deliver([failed, cancelled]);
    await shipping.settle();
    await shipping.cancel(cancelled.subject);
    await shipping.deliver([copyOf(failed), copyOf(cancelled)]);
    await shipping.settle();
    expect([await statusOf(failed.subject), await statusOf(cancelled.subject)]).toEqual(['FAILED', 'CANCELLED']);
    expect(await shipping.events(failed.subject)).toHaveLength(1);
  });
});

test('when the order was declared dead first, then nothing is shipped and nothing told', async () => {
  const event = reservedEvent();
  await shipping.deliver([deadEvent(event.subject)]);
  expect(await shipping.deliver([event])).toEqual(['SUCCESS']);
  await shipping.settle();
  expect(await statusOf(event.subject)).toBe('CANCELLED');
  expect([...(await shipping.labels(event.subject)), ...(await shipping.events(event.subject))]).toEqual([]);
});

test('when events of a batch are poison, have no address, or contradict their order, then they alone are dead letters', async () => {
  const known = reservedEvent();
  await shipping.deliver([known]);
  const poison = reservedEvent({ items: [] });
  const { shippingAddress, ...rest } = reservedEvent().data;
  const homeless = eventOf(known.type, rest);
  const differs = eventOf(known.type, { ...known.data, items: [{ sku: 'MUG-BLUE', quantity: 9 }] });
  const good = reservedEvent({ shippingAddress: shippingAddress! });
  expect(await shipping.deliver([poison, homeless, differs, good])).toEqual(Array(4).fill('SUCCESS'));
  expect(await letterOf(poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
  expect(await letterOf(homeless.id)).toMatchObject({ reason: 'REJECTED', detail: expect.stringContaining('NO_SHIPPING_ADDRESS') as string });
  expect(await letterOf(differs.id)).toMatchObject({ reason: 'REJECTED', detail: expect.stringContaining('SHIPMENT_DIFFERS') as string });
  await shipping.settle();
  expect([await statusOf(good.subject), await statusOf(known.subject)]).toEqual(['CREATED', 'CREATED']);
  expect((await shipping.show(homeless.subject)).status).toBe(404);
});

test('when somebody but the sidecar hands an event in, then it is refused', async () => {
  const { status } = await shipping.post('/events/warehouse.inventory.reserved', reservedEvent(), { 'dapr-api-token': randomUUID() });
  expect(status).toBe(401);
});
