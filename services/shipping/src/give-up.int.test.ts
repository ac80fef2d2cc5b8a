import { createGate } from '@sidecart/platform/testing';
import { simulatedCarrier, type MakeCarrier } from './service';
import { addressOf, deadEvent, reservedEvent } from './testing/events';
import { startShipping, type ShippingUnderTest } from './testing/shipping-under-test';

let shipping: ShippingUnderTest;
const start = async (makeCarrier?: MakeCarrier) => {
  shipping = await startShipping(makeCarrier);
};
afterEach(() => shipping.close());

const statusOf = async (orderId: string) => ((await shipping.show(orderId)).body as { status?: string }).status;
const atCarrier = async (orderId: string) => (await shipping.labels(orderId)).map(({ status }) => status);

/** A carrier that is away altogether until it is told to come back. */
function absentCarrier(): { make: MakeCarrier; back: () => void } {
  let away = true;
  const absent = () => Promise.reject(new Error('the carrier is away'));
  return {
    back: () => void (away = false),
    make: (platform, config) => {
      const carrier = simulatedCarrier(platform, config);
      return {
        ...carrier,
        create: (...args) => (away ? absent() : carrier.create(...args)),
        cancel: (...args) => (away ? absent() : carrier.cancel(...args)),
      };
    },
  };
}

describe('a carrier that stays away on the path of choreography', () => {
  test('when it comes back in time, then the order is shipped', async () => {
    const { make, back } = absentCarrier();
    await start(make);
    const event = reservedEvent();
    await shipping.deliver([event]);
    for (let second = 0; second < 59; second += 1) {
      await shipping.work();
      shipping.clock.advance(1000);
    }
    expect(await shipping.events(event.subject)).toEqual([]);
    back();
    await shipping.settle();
    expect(await shipping.events(event.subject)).toMatchObject([{ type: 'shipping.shipment.created' }]);
  });

  test('when it stays too long, then the order failed and is barred in one breath, and the carrier is told once it is back', async () => {
    const { make, back } = absentCarrier();
    await start(make);
    const event = reservedEvent();
    await shipping.deliver([event]);
    await shipping.work();
    shipping.clock.advance(60_000);
    await shipping.work();
    expect(await shipping.events(event.subject)).toMatchObject([
      { type: 'shipping.shipment.failed', causationid: event.id, data: { path: 'choreography', reason: { code: 'CARRIER_UNAVAILABLE' } } },
    ]);
    // The label is not asked for any more; that there is to be none is, for ever.
    expect(await shipping.open()).toEqual([{ kind: 'cancel-shipment', key: `${event.subject}:1` }]);
    const { orderId, items, shippingAddress } = event.data;
    const repeated = await shipping.create(orderId, { path: 'choreography', items, shippingAddress });
    expect([repeated.status, repeated.body.code]).toEqual([409, 'CARRIER_UNAVAILABLE']);
    expect((await shipping.cancel(orderId)).status).toBe(202);
    shipping.clock.advance(24 * 3_600_000);
    await shipping.work();
    expect(await atCarrier(orderId)).toEqual([]);
    back();
    await shipping.settle();
    expect(await atCarrier(orderId)).toEqual(['CANCELLED']);
    expect((await shipping.cancel(orderId)).status).toBe(200);
    expect([await statusOf(orderId), (await shipping.events(orderId)).length, await shipping.open()]).toEqual(['FAILED', 1, []]);
  });

  test('when it had made a label whose answer was lost, then that label is void in the end', async () => {
    let away = true;
    await start((platform, config) => {
      const carrier = simulatedCarrier(platform, config);
      const lost = () => Promise.reject(new Error('lost'));
      return {
        ...carrier,
        create: (...args) => carrier.create(...args).then((outcome) => (away ? lost() : outcome)),
        cancel: (...args) => (away ? lost() : carrier.cancel(...args)),
      };
    });
    const event = reservedEvent();
    await shipping.deliver([event]);
    await shipping.work();
    shipping.clock.advance(61_000);
    await shipping.work();
    expect(await atCarrier(event.subject)).toEqual(['LIVE']);
    expect(await shipping.events(event.subject)).toMatchObject([{ type: 'shipping.shipment.failed' }]);
    away = false;
    await shipping.settle();
    expect(await atCarrier(event.subject)).toEqual(['CANCELLED']);
    expect(await shipping.events(event.subject)).toHaveLength(1);
  });

  test('when a call believed lost makes its label after all, then it is void or never made, and nothing more is told', async () => {
    const gate = createGate();
    let calls = 0;
    await start((platform, config) => {
      const carrier = simulatedCarrier(platform, config);
      const create: typeof carrier.create = async (...args) => {
        calls += 1;
        if (calls > 1) throw new Error('the carrier is away');
        await gate.pass();
        return carrier.create(...args);
      };
      return { ...carrier, create };
    });
    const event = reservedEvent();
    await shipping.deliver([event]);
    const late = shipping.work();
    await gate.reached;
    // The worker at the gate is believed dead: its lease runs out, and the other one gives up.
    shipping.clock.advance(61_000);
    expect(await shipping.other.work()).toBe(1);
    expect(await shipping.events(event.subject)).toMatchObject([{ type: 'shipping.shipment.failed' }]);
    gate.open();
    await late;
    await shipping.settle();
    expect(await atCarrier(event.subject)).toEqual(['CANCELLED']);
    expect([(await shipping.events(event.subject)).length, await statusOf(event.subject)]).toEqual([1, 'FAILED']);
  });

  test('when the order dies meanwhile or afterwards, then it is told of once at most', async () => {
    const { make, back } = absentCarrier();
    await start(make);
    const [dead, given] = [reservedEvent(), reservedEvent()];
    await shipping.deliver([dead, given]);
    await shipping.work();
    await shipping.deliver([deadEvent(dead.subject)]);
    shipping.clock.advance(61_000);
    await shipping.work();
    await shipping.deliver([deadEvent(given.subject), deadEvent(dead.subject)]);
    back();
    await shipping.settle();
    expect([await statusOf(dead.subject), await statusOf(given.subject)]).toEqual(['CANCELLED', 'FAILED']);
    expect(await shipping.events(dead.subject)).toEqual([]);
    expect(await shipping.events(given.subject)).toHaveLength(1);
    for (const { subject } of [dead, given]) expect(await atCarrier(subject)).toEqual(['CANCELLED']);
  });
});

test('when the process dies while the carrier is away, then the next one gives up in its place', async () => {
  await start();
  const event = reservedEvent({ shippingAddress: addressOf('ALWAYS TIMEOUT') });
  await shipping.deliver([event]);
  await shipping.work();
  shipping.clock.advance(3_600_000);
  await Promise.all([shipping.work(), shipping.other.work()]);
  expect(await shipping.events(event.subject)).toHaveLength(1);
});
