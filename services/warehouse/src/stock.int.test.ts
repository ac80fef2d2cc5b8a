import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { startWarehouse, type WarehouseUnderTest } from './testing/warehouse-under-test';

const STOCK = 'warehouse.stock.updated';

let warehouse: WarehouseUnderTest;
beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.close());

const told = async (sku: string) => (await warehouse.events(STOCK, sku)).map(({ data }) => data);
const newSku = () => `NEW-${randomUUID()}`;

describe('a count', () => {
  test('when the SKU is new, then it is kept from now on and told; a second time it is refused', async () => {
    const sku = newSku();
    const first = await warehouse.count(sku, 7, { 'if-none-match': '*' });
    expect([first.status, first.headers['etag']]).toEqual([201, '"1"']);
    expect(first.body).toMatchObject({ sku, onHand: 7, reserved: 0, available: 7, version: 1, updatedAt: warehouse.clock.now().toISOString() });
    expect((await warehouse.get(`/stock/${sku}`)).body).toEqual(first.body);
    expect((await warehouse.count(sku, 8, { 'if-none-match': '*' })).status).toBe(412);
    expect(await told(sku)).toEqual([{ sku, onHand: 7, reserved: 0, available: 7, version: 1, changedAt: warehouse.clock.now().toISOString() }]);
  });

  test('when it is made of this version, then it is taken over and told once; the same count again tells nothing', async () => {
    const sku = await warehouse.stocked(5);
    const counted = await warehouse.count(sku, 9, { 'if-match': '"1"' });
    expect([counted.status, counted.headers['etag'], counted.body.available]).toEqual([200, '"2"', 9]);
    const again = await warehouse.count(sku, 9, { 'if-match': '"2"' });
    expect([again.status, again.headers['etag'], again.body]).toEqual([200, '"2"', counted.body]);
    expect(await told(sku)).toMatchObject([{ onHand: 9, version: 2 }]);
  });

  test('when somebody reserved meanwhile, then it is stale; below what is set aside it is refused', async () => {
    const sku = await warehouse.stocked(5);
    await warehouse.reserve(randomUUID(), [{ sku, quantity: 3 }]);
    expect((await warehouse.count(sku, 9, { 'if-match': '"1"' })).status).toBe(412);
    expect((await warehouse.count(sku, 2, { 'if-match': '*' })).body).toMatchObject({ status: 409, code: 'BELOW_RESERVED', reserved: 3 });
    expect((await warehouse.count(sku, 3, { 'if-match': 'W/"2", "2"' })).body).toMatchObject({ onHand: 3, available: 0 });
  });

  test('when ten counts of one version come at once, then one is taken over', async () => {
    const sku = await warehouse.stocked(5);
    const answers = await Promise.all(Array.from({ length: 10 }, (_count, index) => warehouse.count(sku, 10 + index, { 'if-match': '"1"' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)]);
    expect(await told(sku)).toHaveLength(1);
  });

  test('when it is not an operator, names no version, or cannot be read, then nothing changes', async () => {
    const sku = await warehouse.stocked(5);
    const refusals = [
      await warehouse.count(sku, 9, { authorization: 'Bearer x', 'if-match': '*' }),
      await warehouse.count(sku, 9, {}),
      await warehouse.count(sku, 9, { 'if-match': '1' }),
      await warehouse.count(sku, 9, { 'if-none-match': '"1"' }),
      await warehouse.count(sku, -1, { 'if-match': '*' }),
      await warehouse.count(newSku(), 9, { 'if-match': '*' }),
      await warehouse.count('-', 9, { 'if-none-match': '*' }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([401, 428, 400, 400, 400, 404, 404]);
    expect(await warehouse.books(sku)).toMatchObject({ onHand: 5 });
  });
});

describe('the list of stock', () => {
  test('when it is paged through, then each SKU comes once and in order', async () => {
    const skus = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((letter) => warehouse.stocked(1, `0LIST-${letter}`)));
    const seen: string[] = [];
    let after: string | null = '0';
    while (after !== null && seen.length < 5) {
      const { body } = (await warehouse.get(`/stock?limit=2&after=${after}`)) as { body: { items: { sku: string }[]; next: string | null } };
      seen.push(...body.items.map(({ sku }) => sku));
      after = body.next;
    }
    expect(seen.slice(0, 5)).toEqual(skus);
    expect((await warehouse.get('/stock')).body.items.length).toBeGreaterThanOrEqual(5);
  });

  test('when the page or the SKU is none, then it is refused', async () => {
    const bad = await warehouse.get('/stock?limit=0&after=%20');
    expect(bad.status).toBe(400);
    expect((bad.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(['/query/limit', '/query/after']);
    expect((await warehouse.get('/stock/NOT-KEPT')).status).toBe(404);
  });
});

test('when the seed is written twice, then everything checkout sells is there and what was sold stays sold', async () => {
  const seed = readFileSync(join(__dirname, '..', 'prisma', 'seed.sql'), 'utf8');
  const prices = readFileSync(join(__dirname, '..', '..', 'checkout', 'prisma', 'seed.sql'), 'utf8');
  await warehouse.rows(seed);
  const orderId = randomUUID();
  await warehouse.reserve(orderId, [{ sku: 'TEAPOT-IRON', quantity: 2 }], { path: 'choreography' });
  await warehouse.ship(orderId);
  await warehouse.rows(seed);
  expect(await warehouse.books('TEAPOT-IRON')).toMatchObject({ onHand: 3, shipped: 2 });
  const sold = [...prices.matchAll(/^\s+\('([^']+)'/gm)].map(([, sku]) => sku!);
  expect(sold.length).toBeGreaterThan(5);
  for (const sku of sold) expect((await warehouse.books(sku))?.onHand).toBeGreaterThan(0);
});
