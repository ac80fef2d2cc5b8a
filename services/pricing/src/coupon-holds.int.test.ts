import { randomUUID } from 'node:crypto';
import { eventually } from '@sidecart/platform/testing';
import fc from 'fast-check';
import { orderOf, startPricing, type PricingUnderTest } from './testing/pricing-under-test';

const MINUTES = 60_000;
let pricing: PricingUnderTest;

beforeAll(async () => {
  pricing = await startPricing();
  await pricing.seed();
});
afterAll(() => pricing.close());

const codesOf = (answers: readonly { body: { code?: string } }[]) => answers.map(({ body }) => body.code ?? 'quoted').sort();
const storedUses = async (code: string) =>
  (
    await pricing.rows<{ uses: number; held: number }>(
      `SELECT uses, (SELECT count(*)::int FROM quotes q WHERE q.coupon_code = c.code AND q.status IN ('OPEN', 'CONFIRMED')) AS held FROM coupons c WHERE code = $1`,
      code,
    )
  )[0];

describe('a limit', () => {
  test('when thirty orders want the last five uses at once, on two replicas, then exactly five have them', async () => {
    await pricing.putCoupon('FIVE-TIMES', { maxUses: 5 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? pricing : pricing.other).ask({ customerId: `customer-${n}`, couponCode: 'FIVE-TIMES' })),
    );
    expect(codesOf(answers)).toEqual([...Array<string>(25).fill('COUPON_EXHAUSTED'), ...Array<string>(5).fill('quoted')]);
    expect(await storedUses('FIVE-TIMES')).toEqual({ uses: 5, held: 5 });
  });

  test('when one customer wants it for eight orders at once, then the limit per customer holds and others still have theirs', async () => {
    await pricing.putCoupon('TWICE-EACH', { maxUsesPerCustomer: 2 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => pricing.ask({ customerId: 'eager', couponCode: 'TWICE-EACH' })));
    expect(codesOf(answers)).toEqual([...Array<string>(6).fill('COUPON_USED_BY_CUSTOMER'), 'quoted', 'quoted']);
    expect((await pricing.ask({ customerId: 'other', couponCode: 'TWICE-EACH' })).status).toBe(201);
  });
});

describe('a hold that has run out', () => {
  test('when its 15 minutes are over, then the next one has the coupon, before any loop has run', async () => {
    await pricing.putCoupon('ONCE', { maxUses: 1, maxUsesPerCustomer: 1 });
    const first = orderOf(randomUUID());
    await pricing.ask({ reference: first, couponCode: 'ONCE' });
    pricing.clock.advance(15 * MINUTES - 1);
    expect((await pricing.ask({ couponCode: 'ONCE' })).body.code).toBe('COUPON_EXHAUSTED');
    pricing.clock.advance(1);
    expect((await pricing.ask({ couponCode: 'ONCE' })).status).toBe(201);
    expect((await pricing.get(`/quotes/${first.id}`)).body.status).toBe('EXPIRED');
    expect(await storedUses('ONCE')).toEqual({ uses: 1, held: 1 });
  });

  test('when the loop finds it, then it is given back once, whoever else looks', async () => {
    await pricing.putCoupon('SWEPT-A');
    await pricing.putCoupon('SWEPT-B');
    for (const couponCode of ['SWEPT-A', 'SWEPT-B', 'SWEPT-B']) await pricing.ask({ couponCode });
    pricing.clock.advance(15 * MINUTES);
    await Promise.all([pricing.expireHolds.runOnce(), pricing.expireHolds.runOnce(), pricing.expireHolds.runOnce()]);
    expect(await storedUses('SWEPT-A')).toEqual({ uses: 0, held: 0 });
    expect(await storedUses('SWEPT-B')).toEqual({ uses: 0, held: 0 });
    expect(await pricing.expireHolds.runOnce()).toBe(0);
  });

  test('when the service runs, then its own loops give it back and publish the prices of the seed', async () => {
    await pricing.putCoupon('LOOPED');
    await pricing.ask({ couponCode: 'LOOPED' });
    pricing.clock.advance(15 * MINUTES);
    const stop = await pricing.startLoops();
    try {
      await eventually(async () => (await storedUses('LOOPED'))?.uses === 0);
      await eventually(async () => (await pricing.events('pricing.price.updated')).length === 10);
    } finally {
      await stop();
    }
  });

  test('when it is confirmed after all and the coupon is still to be had, then it is taken again', async () => {
    await pricing.putCoupon('LATE', { maxUses: 1 });
    const reference = orderOf(randomUUID());
    await pricing.ask({ reference, couponCode: 'LATE' });
    pricing.clock.advance(20 * MINUTES);
    await pricing.expireHolds.runOnce();
    expect((await pricing.confirm(reference.id)).body.status).toBe('CONFIRMED');
    expect(await storedUses('LATE')).toEqual({ uses: 1, held: 1 });
  });

  test('when it is confirmed after all and somebody else has the coupon, then that is refused', async () => {
    await pricing.putCoupon('TOO-LATE', { maxUses: 1 });
    const reference = orderOf(randomUUID());
    await pricing.ask({ reference, couponCode: 'TOO-LATE' });
    pricing.clock.advance(20 * MINUTES);
    await pricing.ask({ couponCode: 'TOO-LATE' });
    const answer = await pricing.confirm(reference.id);
    expect([answer.status, answer.body.code, answer.body.reason]).toEqual([409, 'QUOTE_EXPIRED', 'COUPON_EXHAUSTED']);
    expect((await pricing.release(reference.id)).status).toBe(200);
    expect(await storedUses('TOO-LATE')).toEqual({ uses: 1, held: 1 });
  });

  test('when the quote is asked for again, then it is the same with a new hold, even if the coupon is over meanwhile', async () => {
    await pricing.putCoupon('RENEWED', { maxUses: 1, validUntil: new Date(pricing.clock.now().getTime() + 10 * MINUTES).toISOString() });
    const reference = orderOf(randomUUID());
    const first = await pricing.ask({ reference, couponCode: 'RENEWED' });
    pricing.clock.advance(20 * MINUTES);
    const again = await pricing.ask({ reference, couponCode: 'RENEWED' });
    expect(again.body).toEqual({ ...first.body, expiresAt: new Date(pricing.clock.now().getTime() + 15 * MINUTES).toISOString() });
    expect(await storedUses('RENEWED')).toEqual({ uses: 1, held: 1 });
  });

  test('when there is no coupon, then a quote is renewed and confirmed at its price whenever that is', async () => {
    const [renewed, confirmed] = [orderOf(randomUUID()), orderOf(randomUUID())];
    await pricing.ask({ reference: renewed });
    await pricing.ask({ reference: confirmed });
    pricing.clock.advance(20 * MINUTES);
    expect((await pricing.get(`/quotes/${renewed.id}`)).body.status).toBe('EXPIRED');
    expect((await pricing.ask({ reference: renewed })).body.status).toBe('OPEN');
    expect((await pricing.confirm(confirmed.id)).body.status).toBe('CONFIRMED');
  });
});

describe('whatever happens to the quotes of a coupon', () => {
  const step = fc.record({ order: fc.nat(5), action: fc.constantFrom('ask', 'confirm', 'release', 'wait', 'sweep') });

  test('when steps come in any order and two at a time, then it is never used above its limit and its count is that of its quotes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, step), { minLength: 3, maxLength: 10 }), async (history) => {
        const code = `P-${randomUUID().slice(0, 8).toUpperCase()}`;
        await pricing.putCoupon(code, { maxUses: 2 });
        const ids = Array.from({ length: 6 }, () => randomUUID());
        const run = ({ order, action }: { order: number; action: string }) => runStep(code, ids[order] ?? '', action);
        for (const [left, right] of history) {
          await Promise.all([run(left), run(right)]);
          const counted = await storedUses(code);
          expect(counted?.uses).toBe(counted?.held);
          expect(counted?.uses).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 15 },
    );
  });

  async function runStep(code: string, id: string, action: string): Promise<void> {
    if (action === 'wait') return pricing.clock.advance(8 * MINUTES);
    if (action === 'sweep') {
      await pricing.expireHolds.runOnce();
      return;
    }
    const { status } =
      action === 'ask'
        ? await pricing.ask({ reference: orderOf(id), couponCode: code })
        : await (action === 'confirm' ? pricing.other.confirm(id) : pricing.other.release(id));
    expect(status).toBeLessThan(500);
  }
});
