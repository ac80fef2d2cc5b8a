import { randomUUID } from 'node:crypto';
import { priceQuote, type QuoteInputs } from './domain/price-quote';
import { orderOf, startPricing, type PricingUnderTest } from './testing/pricing-under-test';

const MINUTES = 60_000;
const eur = (minor: number) => ({ minor, currency: 'EUR' });
let pricing: PricingUnderTest;

beforeAll(async () => {
  pricing = await startPricing();
  await pricing.seed();
});
afterAll(() => pricing.close());

const quotesOf = (id: string) =>
  pricing.rows<{ inputs: QuoteInputs; priced: unknown; price_list_version: number }>('SELECT * FROM quotes WHERE reference_id = $1::uuid', id);

describe('a quote', () => {
  test('when it is asked for, then it tells lines, discounts, tax and total, and is found by its reference', async () => {
    const id = randomUUID();
    const items = [
      { sku: 'MUG-BLUE', quantity: 12 },
      { sku: 'TEA-GREEN-100', quantity: 1 },
    ];
    const answer = await pricing.ask({ reference: orderOf(id), items, couponCode: 'five-off' });
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(`/quotes/${id}`);
    expect(answer.body).toMatchObject({
      status: 'OPEN',
      reference: { type: 'order', id },
      customerId: 'customer-17',
      destination: { country: 'NL' },
      couponCode: 'FIVE-OFF',
      subtotal: eur(15690),
      discounts: [
        { type: 'volume', amount: eur(1500) },
        { type: 'coupon', code: 'FIVE-OFF', amount: eur(500) },
      ],
      tax: eur(2795),
      total: eur(16485),
      currency: 'EUR',
      priceListVersion: 1,
      expiresAt: '2026-01-01T00:15:00.000Z',
    });
    expect(answer.body.lines.map(({ sku, total }: { sku: string; total: unknown }) => [sku, total])).toEqual([
      ['MUG-BLUE', eur(15759)],
      ['TEA-GREEN-100', eur(726)],
    ]);
    expect((await pricing.get(`/quotes/${id}`)).body).toEqual(answer.body);
  });

  test('when it is asked for again, in another order and on another replica, then it is the same quote', async () => {
    const reference = orderOf(randomUUID());
    const items = [
      { sku: 'MUG-BLUE', quantity: 3 },
      { sku: 'HONEY-500', quantity: 1 },
    ];
    const first = await pricing.ask({ reference, items });
    const split = [
      { sku: 'HONEY-500', quantity: 1 },
      { sku: 'MUG-BLUE', quantity: 1 },
      { sku: 'MUG-BLUE', quantity: 2 },
    ];
    const again = await pricing.other.ask({ reference, items: split });
    expect([again.status, again.body]).toEqual([201, first.body]);
  });

  test('when it is asked for ten times at once, then it is made once and its coupon held once', async () => {
    const reference = orderOf(randomUUID());
    await pricing.putCoupon('AT-ONCE', { maxUses: 1 });
    const asked = { reference, couponCode: 'AT-ONCE' };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? pricing : pricing.other).ask(asked)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await pricing.usesOf('AT-ONCE')).toBe(1);
  });

  test('when its reference comes with other content, then it is refused and the first stands', async () => {
    const reference = orderOf(randomUUID());
    const first = await pricing.ask({ reference });
    for (const other of [{ customerId: 'customer-18' }, { destination: { country: 'DE' } }, { items: [{ sku: 'MUG-BLUE', quantity: 3 }] }]) {
      const answer = await pricing.ask({ reference, ...other });
      expect([answer.status, answer.body.code]).toEqual([422, 'QUOTE_CONTENT_DIFFERS']);
    }
    expect((await pricing.get(`/quotes/${reference.id}`)).body).toEqual(first.body);
  });

  test('when prices change afterwards, then it stays what it was, and what is stored makes it again', async () => {
    const reference = orderOf(randomUUID());
    const items = [{ sku: 'TEAPOT-IRON', quantity: 2 }];
    const first = await pricing.ask({ reference, items });
    const price = await pricing.get('/prices/TEAPOT-IRON');
    const dearer = { name: 'Cast-iron teapot', unitPrice: eur(9900), taxCategory: 'standard' };
    expect((await pricing.asOperator('put', '/prices/TEAPOT-IRON', dearer, { 'if-match': String(price.headers['etag']) })).status).toBe(200);
    expect((await pricing.ask({ reference, items })).body).toEqual(first.body);
    const fresh = await pricing.ask({ items });
    expect(fresh.body.subtotal).toEqual(eur(19800));
    expect(fresh.body.priceListVersion).toBe(Number(first.body.priceListVersion) + 1);
    const [stored] = await quotesOf(reference.id);
    expect(stored?.price_list_version).toBe(first.body.priceListVersion);
    expect(priceQuote(stored!.inputs)).toEqual({ type: 'priced', priced: stored?.priced });
    expect(stored?.priced).toMatchObject({ total: first.body.total, lines: first.body.lines });
  });

  test.each([
    [
      'a SKU has no price',
      {
        items: [
          { sku: 'MUG-BLUE', quantity: 1 },
          { sku: 'NO-SUCH', quantity: 1 },
        ],
      },
      'UNKNOWN_SKU',
    ],
    ['nothing is sold to the country', { destination: { country: 'AQ' } }, 'UNKNOWN_DESTINATION'],
    ['there is no such coupon', { couponCode: 'NO-SUCH' }, 'UNKNOWN_COUPON'],
    ['the coupon is over', { couponCode: 'SUMMER-2025' }, 'COUPON_EXPIRED'],
    [
      'the goods cost less than the coupon needs',
      { couponCode: 'FIVE-OFF', items: [{ sku: 'MUG-BLUE', quantity: 1 }] },
      'COUPON_MINIMUM_NOT_REACHED',
    ],
  ])('when %s, then it is refused as %s and nothing is stored', async (_when, asked, code) => {
    const reference = orderOf(randomUUID());
    const answer = await pricing.ask({ reference, ...asked });
    expect(answer.status).toBe(422);
    expect(answer.type).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code, ...(code === 'UNKNOWN_SKU' ? { skus: ['NO-SUCH'] } : {}) });
    expect(await quotesOf(reference.id)).toEqual([]);
  });

  test('when the coupon is not valid yet, then it is refused', async () => {
    await pricing.putCoupon('NEXT-YEAR', { validFrom: '2027-01-01T00:00:00Z' });
    expect((await pricing.ask({ couponCode: 'NEXT-YEAR' })).body.code).toBe('COUPON_NOT_YET_VALID');
  });

  test('when nobody has asked for it, then it is not found; a body that breaks its contract is named', async () => {
    expect((await pricing.get(`/quotes/${randomUUID()}`)).status).toBe(404);
    expect((await pricing.confirm(randomUUID())).status).toBe(404);
    const answer = await pricing.ask({ items: [{ sku: 'MUG-BLUE', quantity: 0 }] });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/items/0/quantity']);
    expect((await pricing.send('post', '/quotes?dryRun=maybe', { ...answer.body })).status).toBe(400);
  });
});

describe('the end of a quote', () => {
  test('when it is confirmed, then its coupon is used for good, however often and late that is repeated', async () => {
    const reference = orderOf(randomUUID());
    await pricing.putCoupon('FOR-GOOD', { maxUses: 1 });
    await pricing.ask({ reference, couponCode: 'FOR-GOOD' });
    const confirmed = await pricing.confirm(reference.id);
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'CONFIRMED']);
    pricing.clock.advance(20 * MINUTES);
    await pricing.expireHolds.runOnce();
    expect((await pricing.confirm(reference.id)).body).toEqual(confirmed.body);
    expect((await pricing.ask({ couponCode: 'FOR-GOOD' })).body.code).toBe('COUPON_EXHAUSTED');
    expect(await pricing.usesOf('FOR-GOOD')).toBe(1);
  });

  test('when it is released, once or twice, then its coupon is free and its reference is barred', async () => {
    const reference = orderOf(randomUUID());
    await pricing.putCoupon('GIVEN-BACK', { maxUses: 1 });
    await pricing.ask({ reference, couponCode: 'GIVEN-BACK' });
    for (let times = 0; times < 2; times += 1) {
      const answer = await pricing.release(reference.id);
      expect([answer.status, answer.body]).toEqual([200, { referenceId: reference.id, status: 'RELEASED' }]);
    }
    expect(await pricing.usesOf('GIVEN-BACK')).toBe(0);
    for (const answer of [await pricing.ask({ reference, couponCode: 'GIVEN-BACK' }), await pricing.confirm(reference.id)]) {
      expect([answer.status, answer.body.code]).toEqual([409, 'QUOTE_RELEASED']);
    }
    expect((await pricing.get(`/quotes/${reference.id}`)).body.status).toBe('RELEASED');
    expect((await pricing.ask({ couponCode: 'GIVEN-BACK' })).status).toBe(201);
  });

  test('when a confirmed one is released, then its coupon is free as well', async () => {
    const reference = orderOf(randomUUID());
    await pricing.putCoupon('REFUNDED', { maxUses: 1 });
    await pricing.ask({ reference, couponCode: 'REFUNDED' });
    await pricing.confirm(reference.id);
    expect((await pricing.release(reference.id)).status).toBe(200);
    expect(await pricing.usesOf('REFUNDED')).toBe(0);
  });

  test('when nothing was ever quoted, then a release succeeds, and a quote that comes later is refused', async () => {
    const reference = orderOf(randomUUID());
    expect((await pricing.release(reference.id)).status).toBe(200);
    expect((await pricing.ask({ reference })).body.code).toBe('QUOTE_RELEASED');
    expect((await pricing.confirm(reference.id)).body.code).toBe('QUOTE_RELEASED');
    expect(await quotesOf(reference.id)).toEqual([]);
  });

  test('when asking, confirming and releasing race, then the release always wins and nothing is held', async () => {
    await pricing.putCoupon('RACED');
    const ids = Array.from({ length: 8 }, () => randomUUID());
    await Promise.all(
      ids.flatMap((id) => {
        const asked = { reference: orderOf(id), couponCode: 'RACED' };
        return [pricing.ask(asked), pricing.other.release(id), pricing.confirm(id), pricing.other.ask(asked)];
      }),
    );
    for (const id of ids) expect((await pricing.ask({ reference: orderOf(id), couponCode: 'RACED' })).body.code).toBe('QUOTE_RELEASED');
    expect(await pricing.usesOf('RACED')).toBe(0);
  });
});

describe('a dry run', () => {
  test('when it is asked for, then it tells what a quote would, and neither stores nor holds anything', async () => {
    const reference = orderOf(randomUUID());
    await pricing.putCoupon('DRY', { maxUses: 1 });
    const asked = { reference, couponCode: 'DRY' };
    const dry = await pricing.preview(asked);
    expect([dry.status, dry.body.dryRun, dry.body.id]).toEqual([200, true, undefined]);
    expect(await quotesOf(reference.id)).toEqual([]);
    expect(await pricing.usesOf('DRY')).toBe(0);
    const real = await pricing.ask(asked);
    expect(real.body).toMatchObject({ lines: dry.body.lines, total: dry.body.total, discounts: dry.body.discounts });
  });

  test('when the real quote has the last coupon, or was released with it, then the dry run of the same order is not in its way', async () => {
    const reference = orderOf(randomUUID());
    await pricing.putCoupon('SHADOWED', { maxUses: 1, maxUsesPerCustomer: 1 });
    const asked = { reference, couponCode: 'SHADOWED' };
    const real = await pricing.ask(asked);
    const beside = await pricing.preview(asked);
    await pricing.release(reference.id);
    const after = await pricing.preview(asked);
    for (const dry of [beside, after]) expect([dry.status, dry.body.total]).toEqual([200, real.body.total]);
    expect((await pricing.preview({ ...asked, customerId: 'customer-18' })).body.code).toBe('QUOTE_CONTENT_DIFFERS');
  });

  test('when another order has the last coupon, then it is refused as a quote would be, until that hold runs out', async () => {
    await pricing.putCoupon('TAKEN', { maxUses: 1 });
    await pricing.ask({ couponCode: 'TAKEN' });
    expect((await pricing.preview({ couponCode: 'TAKEN' })).body.code).toBe('COUPON_EXHAUSTED');
    pricing.clock.advance(15 * MINUTES);
    expect((await pricing.preview({ couponCode: 'TAKEN' })).status).toBe(200);
  });
});
