import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { CarrierAdapter } from './carrier/carrier-adapter';
import { simulatedCarrier, type MakeCarrier } from './service';
import { deadEvent, eventOf, reservedEvent } from './testing/events';
import { startShipping, type ShippingUnderTest } from './testing/shipping-under-test';

/** How the next calls to the carrier go, in turn; once used up, they go well. */
let moods: ('well' | 'lost before' | 'lost after')[] = [];

/** A carrier whose calls get lost, before they had an effect or after. */
const moodyCarrier: MakeCarrier = (platform, config) => {
  const carrier = simulatedCarrier(platform, config);
  const moody = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    const mood = moods.shift() ?? 'well';
    if (mood === 'lost before') throw new Error('lost on its way there');
    const answer = await call();
    if (mood === 'lost after') throw new Error('lost on its way back');
    return answer;
  };
  const create: CarrierAdapter['create'] = (...args) => moody(() => carrier.create(...args));
  const cancel: CarrierAdapter['cancel'] = (...args) => moody(() => carrier.cancel(...args));
  return { ...carrier, create, cancel };
};

let shipping: ShippingUnderTest;
beforeAll(async () => {
  shipping = await startShipping(moodyCarrier);
});
afterAll(() => shipping.close());

const step = fc.record({
  type: fc.constantFrom(...(['reserved', 'reserved', 'create', 'dead', 'cancel', 'work', 'work', 'wait'] as const)),
  order: fc.nat(2),
  replica: fc.nat(1),
});
const waves = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
const mood = fc.constantFrom(...(['well', 'lost before', 'lost after'] as const));

type Reserved = ReturnType<typeof reservedEvent>;

/** Takes one step; resolves to whether the order is dead after it. Whatever is answered, it is never a failure from inside. */
async function run({ type, replica }: { type: string; replica: number }, { data, subject }: Reserved): Promise<boolean> {
  const at = replica === 0 ? shipping : shipping.other;
  const { items, shippingAddress } = data;
  if (type === 'reserved') await at.deliver([eventOf('warehouse.inventory.reserved', data)]);
  if (type === 'work') await at.work();
  if (type === 'wait') shipping.clock.advance(20_000);
  if (type === 'dead') await at.deliver([deadEvent(subject)]);
  if (type === 'create') expect((await at.create(subject, { path: 'choreography', items, shippingAddress })).status).toBeLessThan(500);
  if (type === 'cancel') expect((await at.cancel(subject)).status).toBeLessThan(500);
  return type === 'dead' || type === 'cancel';
}

const kindsOf = async (orderId: string) => (await shipping.events(orderId)).map(({ type }) => type.split('.').at(-1));

test('when anything is asked at once, in any order, beside lost calls, then no dead order keeps a label, and what was told adds up', async () => {
  await fc.assert(
    fc.asyncProperty(waves, fc.array(mood, { maxLength: 12 }), async (steps, next) => {
      moods = [...next];
      const orders = [randomUUID(), randomUUID(), randomUUID()].map((orderId) => reservedEvent({ orderId }));
      const dead = new Set<string>();
      for (const wave of steps) {
        const ended = await Promise.all(wave.map(async (one) => ({ order: orders[one.order]!, died: await run(one, orders[one.order]!) })));
        for (const { order, died } of ended) if (died) dead.add(order.subject);
      }
      moods = [];
      await shipping.settle();
      expect(await shipping.open()).toEqual([]);
      for (const { subject } of orders) {
        const told = await kindsOf(subject);
        const live = (await shipping.labels(subject)).filter(({ status }) => status === 'LIVE').length;
        if (dead.has(subject)) {
          expect(live).toBe(0);
          expect([[], ['created', 'cancelled'], ['failed']]).toContainEqual(told);
        } else {
          expect([[], ['created'], ['failed']]).toContainEqual(told);
          expect(live).toBe(told.filter((kind) => kind === 'created').length);
        }
      }
    }),
    { numRuns: 12 },
  );
});
