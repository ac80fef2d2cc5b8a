import { randomUUID } from 'node:crypto';
import { startPricing, type PricingUnderTest } from './testing/pricing-under-test';

const UPDATED = 'pricing.price.updated';
const eur = (minor: number) => ({ minor, currency: 'EUR' });
const mug = { name: 'Green mug', unitPrice: eur(1250), taxCategory: 'standard' };
let pricing: PricingUnderTest;

beforeAll(async () => {
  pricing = await startPricing();
  await pricing.seed();
});
afterAll(() => pricing.close());

const put = (sku: string, body: object, headers: Readonly<Record<string, string>>) => pricing.asOperator('put', `/prices/${sku}`, body, headers);
const eventsOf = async (sku: string) => (await pricing.events(UPDATED)).filter(({ subject }) => subject === sku);
const newSku = () => `SKU-${randomUUID()}`;

describe('the price list', () => {
  test('when the seed runs again, then it changes nothing, not even a price that was changed since', async () => {
    const changed = { name: 'Honey', unitPrice: eur(800), taxCategory: 'reduced' };
    expect((await put('HONEY-500', changed, { 'if-match': '*' })).status).toBe(200);
    const before = await pricing.rows('SELECT * FROM prices ORDER BY sku');
    const [list] = await pricing.rows('SELECT version FROM price_list');
    await pricing.seed();
    expect(await pricing.rows('SELECT * FROM prices ORDER BY sku')).toEqual(before);
    expect(await pricing.rows('SELECT version FROM price_list')).toEqual([list]);
  });

  test('when it is read, then in pages by SKU, each price seen once', async () => {
    const seen: string[] = [];
    for (let path: string | undefined = '/prices?limit=4'; path !== undefined;) {
      const { body } = await pricing.get(path);
      seen.push(...body.items.map(({ sku }: { sku: string }) => sku));
      path = body.next === null ? undefined : `/prices?limit=4&after=${body.next}`;
    }
    const all = await pricing.rows<{ sku: string }>('SELECT sku FROM prices');
    expect([...seen].sort()).toEqual(all.map(({ sku }) => sku).sort());
    expect(new Set(seen).size).toBe(seen.length);
    expect((await pricing.get('/prices?limit=0&after=%20')).body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/limit',
      '/after',
    ]);
  });

  test('when one price is read, then with its version as ETag; one that is not there is 404', async () => {
    const answer = await pricing.get('/prices/MUG-BLUE');
    expect([answer.status, answer.headers['etag']]).toEqual([200, '"1"']);
    expect(answer.body).toMatchObject({
      sku: 'MUG-BLUE',
      name: 'Blue mug',
      unitPrice: eur(1250),
      volumeDiscounts: [{ minQuantity: 12, basisPoints: 1000 }],
    });
    for (const sku of ['NO-SUCH', '%00', 'a%20b']) expect((await pricing.get(`/prices/${sku}`)).status).toBe(404);
  });
});

describe('a change of a price', () => {
  test('when a price is made and changed, then each version commits with its event', async () => {
    const sku = newSku();
    const made = await put(sku, mug, { 'if-none-match': '*' });
    expect([made.status, made.headers['etag']]).toEqual([201, '"1"']);
    const changed = await put(sku, { ...mug, unitPrice: eur(1350) }, { 'if-match': '"1"' });
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2"']);
    expect(changed.body.priceListVersion).toBe(Number(made.body.priceListVersion) + 1);
    expect((await pricing.get(`/prices/${sku}`)).body).toEqual(changed.body);
    const [first, second, ...more] = await eventsOf(sku);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ source: '/services/pricing', partitionkey: sku, data: { sku, unitPrice: eur(1250), version: 1 } });
    expect(first?.data).not.toHaveProperty('previousUnitPrice');
    expect(second?.data).toMatchObject({
      unitPrice: eur(1350),
      previousUnitPrice: eur(1250),
      version: 2,
      priceListVersion: changed.body.priceListVersion,
    });
  });

  test('when nothing would change, then there is no new version and no event', async () => {
    const sku = newSku();
    const made = await put(sku, mug, { 'if-none-match': '*' });
    const same = await put(sku, mug, { 'if-match': '"1"' });
    expect([same.status, same.headers['etag'], same.body]).toEqual([200, '"1"', made.body]);
    expect(await eventsOf(sku)).toHaveLength(1);
  });

  test('when two operators change one version at once, then one of them wins and the other is told', async () => {
    const sku = newSku();
    await put(sku, mug, { 'if-none-match': '*' });
    const answers = await Promise.all([1, 2, 3, 4].map((n) => put(sku, { ...mug, unitPrice: eur(2000 + n) }, { 'if-match': '"1"' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect(await eventsOf(sku)).toHaveLength(2);
  });

  test('when many prices change at once, then each is a version of the list of its own', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => put(newSku(), mug, { 'if-none-match': '*' })));
    expect(new Set(answers.map(({ body }) => body.priceListVersion)).size).toBe(8);
  });

  test.each<[string, object, Record<string, string>, number]>([
    ['no version is named', mug, {}, 428],
    ['it exists already', mug, { 'if-none-match': '*' }, 412],
    ['the version is another', mug, { 'if-match': '"99"' }, 412],
    ['the currency is not sold in', { ...mug, unitPrice: { minor: 1, currency: 'USD' } }, { 'if-match': '*' }, 422],
    ['the price is too high', { ...mug, unitPrice: eur(1_000_000_001) }, { 'if-match': '*' }, 422],
    ['the body breaks its contract', { ...mug, unitPrice: eur(1.5) }, { 'if-match': '*' }, 400],
  ])('when %s, then it is refused and nothing changes', async (_when, body, headers, status) => {
    const before = await pricing.get('/prices/MUG-WHITE');
    expect((await put('MUG-WHITE', body, headers)).status).toBe(status);
    expect((await pricing.get('/prices/MUG-WHITE')).body).toEqual(before.body);
    expect(await eventsOf('MUG-WHITE')).toEqual([]);
  });

  test('when it is not the operator, then it is refused; a string that cannot be a SKU as well', async () => {
    expect((await pricing.send('put', '/prices/MUG-WHITE', mug, { 'if-match': '*' })).status).toBe(401);
    expect((await put('a%20b', mug, { 'if-none-match': '*' })).body.code).toBe('INVALID_SKU');
  });
});

describe('prices of the seed', () => {
  test('when the announcer runs twice at once, then each is published once and never again', async () => {
    const seeded = await pricing.rows<{ sku: string }>('SELECT sku FROM prices WHERE announced_version = 0');
    expect(seeded.length).toBeGreaterThan(0);
    await Promise.all([pricing.announcePrices.runOnce(), pricing.announcePrices.runOnce()]);
    expect(await pricing.announcePrices.runOnce()).toBe(0);
    for (const { sku } of seeded) expect((await eventsOf(sku)).map(({ data }) => data['version'])).toEqual([1]);
  });
});

describe('coupons', () => {
  test('when a coupon is set, read and set again, then its terms are replaced and its uses are not', async () => {
    const terms = { discount: { type: 'fixed', amount: eur(300) }, minimum: eur(1000), validUntil: '2026-06-01T00:00:00.000Z', maxUses: 3 };
    expect((await pricing.asOperator('put', '/coupons/three-off', terms)).status).toBe(201);
    await pricing.ask({ couponCode: 'THREE-OFF' });
    const stored = { code: 'THREE-OFF', ...terms, uses: 1 };
    expect((await pricing.asOperator('get', '/coupons/THREE-OFF')).body).toEqual(stored);
    const again = await pricing.putCoupon('THREE-OFF', { maxUses: 1 });
    expect([again.status, again.body]).toEqual([
      200,
      { code: 'THREE-OFF', discount: { type: 'percentage', basisPoints: 1000 }, maxUses: 1, uses: 1 },
    ]);
    const { body } = await pricing.asOperator('get', '/coupons');
    expect(body.items.map(({ code }: { code: string }) => code)).toEqual(expect.arrayContaining(['THREE-OFF', 'WELCOME10']));
  });

  test('when a coupon makes no sense, then it is refused', async () => {
    await pricing.putCoupon('IN-USE');
    await pricing.ask({ couponCode: 'IN-USE' });
    const below = await pricing.putCoupon('IN-USE', { maxUses: 0 });
    expect([below.status, below.body.code, below.body.uses]).toEqual([409, 'LIMIT_BELOW_USES', 1]);
    const backwards = await pricing.putCoupon('BACKWARDS', { validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' });
    expect([backwards.status, backwards.body.errors[0].pointer]).toEqual([400, '/validUntil']);
    expect((await pricing.putCoupon('no_such%20code')).status).toBe(400);
    expect((await pricing.putCoupon('DOLLARS', { minimum: { minor: 1, currency: 'USD' } })).body.code).toBe('CURRENCY_NOT_SOLD');
    expect((await pricing.putCoupon('BOTH', { discount: { type: 'fixed', basisPoints: 1 } })).status).toBe(400);
    expect((await pricing.asOperator('get', '/coupons/NO-SUCH')).status).toBe(404);
    expect((await pricing.get('/coupons')).status).toBe(401);
  });
});

describe('the tax module', () => {
  test('when tax on amounts is asked for, then each line has its rate and its tax, rounded half to even', async () => {
    const lines = [
      { category: 'standard', amount: eur(2500) },
      { category: 'reduced', amount: eur(50) },
      { category: 'zero', amount: eur(2500) },
    ];
    const { status, body } = await pricing.send('post', '/tax/preview', { destination: { country: 'NL' }, lines });
    expect(status).toBe(200);
    expect(body).toEqual({
      country: 'NL',
      lines: [
        { ...lines[0], basisPoints: 2100, tax: eur(525) },
        { ...lines[1], basisPoints: 900, tax: eur(4) },
        { ...lines[2], basisPoints: 0, tax: eur(0) },
      ],
      tax: eur(529),
    });
    expect((await pricing.get('/tax/rates')).body.items).toEqual(expect.arrayContaining([{ country: 'NL', standard: 2100, reduced: 900 }]));
  });

  test('when a country or a currency is not served, then it is refused', async () => {
    const preview = (country: string, amount: object) =>
      pricing.send('post', '/tax/preview', { destination: { country }, lines: [{ category: 'standard', amount }] });
    expect((await preview('AQ', eur(1))).body.code).toBe('UNKNOWN_DESTINATION');
    expect((await preview('NL', { minor: 1, currency: 'USD' })).body.code).toBe('CURRENCY_NOT_SOLD');
    const huge = Array.from({ length: 2 }, () => ({ category: 'standard', amount: eur(Number.MAX_SAFE_INTEGER) }));
    expect((await pricing.send('post', '/tax/preview', { destination: { country: 'NL' }, lines: huge })).body.code).toBe('AMOUNT_TOO_LARGE');
  });
});
