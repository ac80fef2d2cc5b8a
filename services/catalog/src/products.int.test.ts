import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test';
import { priceTold, stockTold } from './testing/told';

const NEW = { 'if-none-match': '*' };
const ANY = { 'if-match': '*' };
const mug = { name: 'Blue mug', description: 'Stoneware, 300 ml.' };

let catalog: CatalogUnderTest;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.close());

const newSku = () => `SKU-${randomUUID()}`;
async function described(changes: object = {}, sku = newSku()): Promise<string> {
  await catalog.put(sku, { ...mug, ...changes }, NEW);
  return sku;
}
const skusOf = (body: { items: { sku: string }[] }) => body.items.map(({ sku }) => sku);

describe('a product', () => {
  test('when it is described, then shown; what nobody told yet is null', async () => {
    const sku = newSku();
    const made = await catalog.put(sku, { ...mug, category: 'Mugs', imagePath: '/mug-blue.jpg' }, NEW);
    expect([made.status, made.headers['etag']]).toEqual([201, '"1-0-0"']);
    expect(made.body).toEqual({
      ...{ sku, ...mug, category: 'Mugs', imagePath: '/mug-blue.jpg', listed: true },
      ...{ price: null, volumeDiscounts: [], stock: null, available: false },
      ...{ updatedAt: catalog.clock.now().toISOString(), priceUpdatedAt: null, stockUpdatedAt: null },
    });
    const shown = await catalog.get(`/products/${sku}`);
    expect([shown.status, shown.headers['etag'], shown.body]).toEqual([200, '"1-0-0"', made.body]);
  });

  test('when it is described anew, then all of it is replaced; the same again changes nothing', async () => {
    const sku = await described({ category: 'Mugs', listed: false });
    catalog.clock.advance(1_000);
    const changed = await catalog.put(sku, mug, { 'if-match': '"1-0-0"' });
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2-0-0"']);
    expect(changed.body).toMatchObject({ category: null, listed: true, updatedAt: catalog.clock.now().toISOString() });
    catalog.clock.advance(1_000);
    const again = await catalog.put(sku, mug, { 'if-match': '"2-0-0"' });
    expect([again.status, again.headers['etag'], again.body]).toEqual([200, '"2-0-0"', changed.body]);
  });

  test('when it was sold or priced meanwhile, then a new description is no less welcome; a second one is', async () => {
    const sku = await described();
    await catalog.deliver([priceTold(sku, 2)]);
    await catalog.deliver([stockTold(sku, 9)]);
    const changed = await catalog.put(sku, { ...mug, name: 'Cup' }, { 'if-match': '"1-0-0"' });
    expect([changed.status, changed.headers['etag']]).toEqual([200, '"2-2-9"']);
    expect((await catalog.put(sku, mug, { 'if-match': '"1-2-9"' })).status).toBe(412);
  });

  test('when the caller has it already, then 304 without a body, until price, stock or description change', async () => {
    const sku = await described();
    let etag = '';
    const changes = [
      () => Promise.resolve(),
      () => catalog.deliver([priceTold(sku, 1)]),
      () => catalog.deliver([stockTold(sku, 1)]),
      () => catalog.put(sku, { ...mug, name: 'Cup' }, ANY),
    ];
    for (const change of changes) {
      await change();
      const fresh = await catalog.get(`/products/${sku}`, { 'if-none-match': etag });
      expect(fresh.status).toBe(200);
      etag = fresh.headers['etag'] ?? '';
      const known = await catalog.get(`/products/${sku}`, { 'if-none-match': `W/${etag}` });
      expect([known.status, known.text, known.headers['etag'], known.headers['cache-control']]).toEqual([304, '', etag, 'no-cache']);
    }
  });

  test('when two operators describe one version at once, then one of them wins; so with a new product', async () => {
    const sku = await described();
    const race = (target: string, headers: Record<string, string>) =>
      Promise.all(Array.from({ length: 8 }, (_one, n) => (n % 2 === 0 ? catalog : catalog.other).put(target, { ...mug, name: `Mug ${n}` }, headers)));
    expect((await race(sku, { 'if-match': '"1-0-0"' })).map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
    expect((await race(newSku(), NEW)).map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(412)]);
  });

  test('when two descriptions meet at the row, then the second one sees the first: stale, unless it was meant for any version', async () => {
    const sku = await described();
    const both = (headers: Record<string, string>) =>
      catalog.meet(sku, 2, () => Promise.all(['Cup', 'Beaker'].map((name) => catalog.put(sku, { ...mug, name }, headers))));
    expect((await both({ 'if-match': '"1-0-0"' })).map(({ status }) => status).sort()).toEqual([200, 412]);
    expect((await both(ANY)).map(({ status }) => status)).toEqual([200, 200]);
  });

  test.each<[string, object, Record<string, string>, number]>([
    ['no version is named', {}, {}, 428],
    ['it is described already', {}, NEW, 412],
    ['the version is another', {}, { 'if-match': '"99-0-0"' }, 412],
    ['the body breaks its contract', { imagePath: 'https://elsewhere.example/x.png' }, ANY, 400],
    ['the description cannot be stored', { description: 'a\0b' }, ANY, 400],
    ['it is not the operator', {}, { ...ANY, authorization: 'Bearer x' }, 401],
  ])('when %s, then the change is refused', async (_when, changes, headers, status) => {
    const sku = await described();
    const before = (await catalog.get(`/products/${sku}`)).body;
    expect((await catalog.put(sku, { ...mug, name: 'Cup', ...changes }, headers)).status).toBe(status);
    expect((await catalog.get(`/products/${sku}`)).body).toEqual(before);
  });

  test('when nobody has described it, or nobody can, then 404; it cannot be put either', async () => {
    for (const sku of [newSku(), '%00', 'a%20b']) expect((await catalog.get(`/products/${sku}`)).status).toBe(404);
    expect((await catalog.put('a%20b', mug, NEW)).body).toMatchObject({ status: 422, code: 'INVALID_SKU' });
    expect((await catalog.put(newSku(), mug, ANY)).status).toBe(412);
  });
});

describe('the list', () => {
  test('when it is paged through, then each listed product comes once and in order, and no other', async () => {
    const category = `Category ${randomUUID()}`;
    const skus = await Promise.all(['A', 'B', 'C', 'D', 'E'].map((letter) => described({ category }, `${letter}-${randomUUID()}`)));
    const hidden = await described({ category, listed: false });
    const seen: string[] = [];
    let path: string | undefined = `/products?limit=2&category=${encodeURIComponent(category)}`;
    for (let next: string | null = ''; next !== null; path = `/products?limit=2&category=${encodeURIComponent(category)}&after=${next}`) {
      const { body } = (await catalog.get(path)) as { body: { items: { sku: string }[]; next: string | null } };
      seen.push(...skusOf(body));
      next = body.next;
    }
    expect(seen).toEqual(skus);
    expect((await catalog.get(`/products/${hidden}`)).body).toMatchObject({ listed: false, available: false });
  });

  test('when words are asked for, then each must occur in name, description, category or SKU, in any letters', async () => {
    const mark = `mark${randomUUID().replaceAll('-', '')}`;
    const tea = await described({ name: 'Green TEA', description: `From Shizuoka, 100 %. ${mark}`, category: 'Hot drinks' });
    const mugs = await described({ name: 'Green mug', description: `Holds tea. ${mark}` });
    const find = async (q: string) => skusOf((await catalog.get(`/products?q=${encodeURIComponent(`${mark} ${q}`)}`)).body).sort();
    expect(await find('tea GREEN')).toEqual([tea, mugs].sort());
    expect(await find('hot')).toEqual([tea]);
    expect(await find('green mug')).toEqual([mugs]);
    expect(await find(mugs.toLowerCase())).toEqual([mugs]);
    expect(await find('green coffee')).toEqual([]);
    // No pattern: a per cent sign is one.
    expect(await find('%')).toEqual([tea]);
    expect(await find('gr_en')).toEqual([]);
    expect(await find("' or 1=1 --")).toEqual([]);
  });

  test('when it is read, then with price, stock and their times, and the same as each product by itself', async () => {
    const category = `Category ${randomUUID()}`;
    const [sku, bare] = [await described({ category }, `A-${randomUUID()}`), await described({ category }, `B-${randomUUID()}`)];
    await catalog.deliver([priceTold(sku, 3)]);
    await catalog.deliver([stockTold(sku, 4)]);
    const { body } = await catalog.get(`/products?category=${encodeURIComponent(category)}`);
    expect(body.items).toEqual([(await catalog.get(`/products/${sku}`)).body, (await catalog.get(`/products/${bare}`)).body]);
    expect(body.items).toMatchObject([
      { available: true, stock: 4 },
      { available: false, price: null, stock: null },
    ]);
    expect(body.next).toBeNull();
  });

  test('when the caller has the page already, then 304, until something on it changes', async () => {
    const category = `Category ${randomUUID()}`;
    const sku = await described({ category });
    const path = `/products?category=${encodeURIComponent(category)}`;
    const first = await catalog.get(path);
    const known = () => catalog.get(path, { 'if-none-match': first.headers['etag'] ?? '' });
    expect([(await known()).status, (await known()).text]).toEqual([304, '']);
    await catalog.deliver([stockTold(sku, 1)]);
    const second = await known();
    expect([second.status, second.headers['etag'] === first.headers['etag']]).toEqual([200, false]);
  });

  test('when the page is none, then each bad parameter is named', async () => {
    const { status, body } = await catalog.get('/products?limit=0&after=%20x&q=%00');
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([400, ['/query/limit', '/query/q']]);
    expect((await catalog.get('/products?after=-')).status).toBe(400);
  });
});

test('when the seed is written twice, then all that pricing sells is described and what was changed since stays', async () => {
  await catalog.seed();
  await catalog.put('MUG-BLUE', { ...mug, name: 'Mug of the month' }, { 'if-match': '"1-0-0"' });
  await catalog.seed();
  expect((await catalog.get('/products/MUG-BLUE')).body.name).toBe('Mug of the month');
  const prices = readFileSync(join(__dirname, '..', '..', 'pricing', 'prisma', 'seed.sql'), 'utf8').split('ON CONFLICT')[0] ?? '';
  const sold = [...prices.matchAll(/^\s+\('([^']+)'/gm)].map(([, sku]) => sku!);
  expect(sold).toHaveLength(10);
  for (const sku of sold) expect((await catalog.get(`/products/${sku}`)).body).toMatchObject({ sku, listed: true });
});
