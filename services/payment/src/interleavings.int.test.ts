import fc from 'fast-check';
import { simulatedProvider } from './service';
import { createdEvent, eventOf, failedEvent, rejectedEvent, unshippableEvent } from './testing/events';
import { startPayment, type PaymentUnderTest } from './testing/payment-under-test';

type Replica = Pick<PaymentUnderTest, 'deliver' | 'work'>;

const tokens = [
  ...['tok_visa', 'tok_declined', 'tok_timeout_after_charge', 'tok_timeout_before_charge', 'tok_late_capture'],
  ...['tok_duplicate_refused', 'tok_unavailable_once'],
];
/** `together`: the steps from one to the next pause happen at the same moment. */
const step = fc.record({
  what: fc.constantFrom('created', 'created again', 'failed', 'rejected', 'unshippable', 'work', 'work', 'work', 'pause', 'long pause'),
  replica: fc.constantFrom(0, 1),
  together: fc.boolean(),
});
const order = fc.record({
  token: fc.constantFrom(...tokens),
  pricing: fc.constantFrom('well', 'lost', 'away', 'dear'),
  voidIsLost: fc.boolean(),
  steps: fc.array(step, { minLength: 3, maxLength: 12, size: 'max' }),
});
type Order = typeof order extends fc.Arbitrary<infer Value> ? Value : never;

let payment: PaymentUnderTest;
let replicas: readonly Replica[];
/** How many answers to voids are lost from now on. */
let lostVoids = 0;
beforeAll(async () => {
  payment = await startPayment((platform, config) => {
    const provider = simulatedProvider(platform, config);
    const answered = <Answer>(answer: Answer) => ((lostVoids -= 1) >= 0 ? Promise.reject(new Error('lost')) : Promise.resolve(answer));
    return { ...provider, void: (...args) => provider.void(...args).then(answered) };
  });
  replicas = [payment, await payment.replica()];
});
beforeEach(() => payment.clear());
afterAll(() => payment.close());

async function live({ token, pricing, voidIsLost, steps }: Order): Promise<{ orderId: string; isDead: boolean; isCreated: boolean }> {
  const event = createdEvent(token);
  const orderId = event.subject;
  if (pricing === 'dear') payment.downstream.totals.set(orderId, { minor: 9_999, currency: 'EUR' });
  if (pricing === 'lost' || pricing === 'away') payment.downstream.instead.set(`POST /quotes/${orderId}/confirm`, [pricing]);
  lostVoids = voidIsLost ? 1 : 0;
  const perform: Record<string, (replica: Replica) => Promise<unknown>> = {
    created: (replica) => replica.deliver([event]),
    'created again': (replica) => replica.deliver([eventOf('orders.order.created', event.data), event]),
    failed: (replica) => replica.deliver([failedEvent(orderId), failedEvent(orderId)]),
    rejected: (replica) => replica.deliver([rejectedEvent(orderId)]),
    unshippable: (replica) => replica.deliver([unshippableEvent(orderId)]),
    work: (replica) => replica.work(),
    pause: () => Promise.resolve(payment.clock.advance(2_000)),
    'long pause': () => Promise.resolve(payment.clock.advance(60_000)),
  };
  let running: Promise<unknown>[] = [];
  for (const { what, replica, together } of steps) {
    running.push(perform[what]!(replicas[replica]!));
    if (together) continue;
    await Promise.all(running);
    running = [];
  }
  await Promise.all(running);
  await payment.settle();
  const has = (...names: string[]) => steps.some(({ what }) => names.includes(what));
  return { orderId, isDead: has('failed', 'rejected', 'unshippable'), isCreated: has('created', 'created again') };
}

test('when charges end in any way, undone before, meanwhile or after, then what is kept is what the orders that stand are worth', async () => {
  await fc.assert(
    fc.asyncProperty(order, async (life) => {
      const { orderId, isDead, isCreated } = await live(life);
      const charges = (await payment.charges()).filter(({ key, status }) => key === `${orderId}:1` && status === 'captured');
      const { items } = (await payment.get(`/payments?orderId=${orderId}`)).body as { items: { status: string; amount: { minor: number } }[] };
      const [stored] = items;
      const standing = stored?.status === 'CAPTURED' ? stored.amount.minor : 0;
      const held = charges.reduce((sum, { amount, refunded }) => sum + amount - refunded, 0);
      expect([charges.length <= 1, items.length <= 1]).toEqual([true, true]);
      expect(held).toBe(standing);
      if (isDead) expect(held).toBe(0);
      if (isCreated && !isDead) expect(stored?.status).toBe(life.token === 'tok_declined' || life.pricing === 'dear' ? 'DECLINED' : 'CAPTURED');
      const told = await payment.told(orderId);
      const sumOf = (type: string) =>
        told.filter((event) => event.type === type).reduce((sum, { data }) => sum + (data['amount'] as { minor: number }).minor, 0);
      expect(sumOf('payment.payment.completed') - sumOf('payment.payment.refunded')).toBe(standing);
      // A coupon is kept by nobody who has not paid.
      if (isCreated && standing === 0 && stored !== undefined) expect(payment.downstream.quotes.get(orderId) ?? 'RELEASED').not.toBe('OPEN');
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect((await payment.admin('/admin/books?hours=720')).body).toMatchObject({ orphans: 0, pending: 0, problems: [] });
}, 180_000);
