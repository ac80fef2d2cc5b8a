import { randomUUID } from 'node:crypto';
import type { PlatformEvent } from '@sidecart/platform';
import { startCatalog, type CatalogUnderTest } from '../testing/catalog-under-test';
import { changedAt, priceTold, stockTold } from '../testing/told';

let catalog: CatalogUnderTest;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.close());

const newSku = () => `SKU-${randomUUID()}`;
/** A product of its own, described and nothing more. */
async function described(): Promise<string> {
  const sku = newSku();
  await catalog.put(sku, { name: 'Blue mug', description: 'Stoneware.' }, { 'if-none-match': '*' });
  return sku;
}
const show = async (sku: string) => (await catalog.get(`/products/${sku}`)).body;

/** Both topics alike: the event of a version, and what a product shows of it. */
const topics: [string, (sku: string, version: number) => PlatformEvent, (version: number) => object, object][] = [
  [
    'price',
    priceTold,
    (version) => ({ price: { minor: 1_000 + version, currency: 'EUR' }, priceUpdatedAt: changedAt(version) }),
    { sku: 'MUG', unitPrice: { minor: -1, currency: 'EUR' } },
  ],
  ['stock', stockTold, (version) => ({ stock: version, stockUpdatedAt: changedAt(version) }), { sku: 'MUG', available: -1 }],
];

describe.each(topics)('a %s that was told', (_topic, told, shown, broken) => {
  test('when it comes, then the product shows it and when it changed', async () => {
    const sku = await described();
    expect(await catalog.deliver([told(sku, 4)])).toEqual(['SUCCESS']);
    expect(await show(sku)).toMatchObject({ ...shown(4), available: false });
  });

  test('when newer ones come, alone or in a batch out of order, then the newest shows', async () => {
    const sku = await described();
    await catalog.deliver([told(sku, 1)]);
    await catalog.deliver([told(sku, 2)]);
    expect(await show(sku)).toMatchObject(shown(2));
    await catalog.deliver([told(sku, 4), told(sku, 6), told(sku, 5), told(sku, 3)]);
    expect(await show(sku)).toMatchObject(shown(6));
  });

  test('when an older one comes late, alone or in a batch with other SKUs, then it sets nothing back', async () => {
    const [sku, other] = [await described(), await described()];
    await catalog.deliver([told(sku, 5)]);
    await catalog.deliver([told(sku, 4)]);
    await catalog.deliver([told(sku, 1), told(other, 1), told(sku, 3)]);
    expect(await show(sku)).toMatchObject(shown(5));
    expect(await show(other)).toMatchObject(shown(1));
  });

  test('when the same event comes again, as after a crash between commit and acknowledgement, then nothing changes; so ten days late', async () => {
    const sku = await described();
    const [first, second] = [told(sku, 1), told(sku, 2)];
    await catalog.deliver([first]);
    const before = await show(sku);
    expect(await catalog.deliver([first])).toEqual(['SUCCESS']);
    expect(await show(sku)).toEqual(before);
    await catalog.deliver([second]);
    catalog.clock.advance(10 * 24 * 3_600_000);
    expect(await catalog.service.sweeper.runOnce()).toBeGreaterThan(0);
    expect(await catalog.deliver([first])).toEqual(['SUCCESS']);
    expect(await show(sku)).toMatchObject(shown(2));
  });

  test('when copies come at the same moment on two replicas, in batches turned round, then each SKU shows its newest and nothing is retried', async () => {
    const skus = await Promise.all(Array.from({ length: 5 }, described));
    const batch = [1, 2, 3].flatMap((version) => skus.map((sku) => told(sku, version)));
    const fresh = () => skus.flatMap((sku) => [told(sku, 2), told(sku, 1)]);
    const deliveries = [batch, batch, [...batch].reverse(), fresh(), fresh().reverse(), [batch[0]!], [batch.at(-1)!]];
    const statuses = await Promise.all(deliveries.map((events, n) => (n % 2 === 0 ? catalog : catalog.other).deliver(events)));
    expect(new Set(statuses.flat())).toEqual(new Set(['SUCCESS']));
    for (const sku of skus) expect(await show(sku)).toMatchObject(shown(3));
    expect(await catalog.rows('select 1 from platform.event_retries')).toEqual([]);
  });

  test('when nobody has described the SKU, then it is kept, and shows once somebody does', async () => {
    const sku = newSku();
    await catalog.deliver([told(sku, 3)]);
    expect((await catalog.get(`/products/${sku}`)).status).toBe(404);
    expect((await catalog.put(sku, { name: 'Mug', description: 'A mug.' }, { 'if-none-match': '*' })).body).toMatchObject(shown(3));
    expect(await show(sku)).toMatchObject(shown(3));
  });

  test('when one event of a batch is poison, then it is a dead letter and the others show', async () => {
    const [one, two] = [await described(), await described()];
    const poison = { ...told('MUG', 1), data: broken };
    expect(await catalog.deliver([told(one, 1), poison, told(two, 1)])).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS']);
    for (const sku of [one, two]) expect(await show(sku)).toMatchObject(shown(1));
    expect((await catalog.letters()).find(({ event_id: id }) => id === poison.id)).toMatchObject({ reason: 'INVALID_DATA' });
  });

  test('when two hundred come in one delivery, then one statement writes them', async () => {
    const skus = Array.from({ length: 50 }, newSku);
    const events = skus.flatMap((sku) => [2, 4, 1, 3].map((version) => told(sku, version)));
    expect(new Set(await catalog.deliver(events))).toEqual(new Set(['SUCCESS']));
    const table = _topic === 'price' ? 'prices' : 'stock';
    const written = await catalog.rows<{ writer: string; version: number }>(
      `select xmin::text || cmin::text as writer, version from ${table} where sku = any($1)`,
      skus,
    );
    expect(written).toHaveLength(50);
    expect(new Set(written.map(({ version }) => version))).toEqual(new Set([4]));
    expect(new Set(written.map(({ writer }) => writer)).size).toBe(1);
  });

  test('when somebody but the sidecar hands it in, then it is refused', async () => {
    const sku = await described();
    expect((await catalog.intrude(told(sku, 1))).status).toBe(401);
    expect(await show(sku)).toMatchObject({ price: null, stock: null });
  });
});

test('when the database refuses one of a batch, then it is tried again later and the others show', async () => {
  const [broken, sku] = [await described(), await described()];
  await catalog.rows(`alter table stock add constraint broken check (sku <> '${broken}')`);
  expect(await catalog.deliver([stockTold(broken, 1), stockTold(sku, 1)])).toEqual(['SUCCESS', 'SUCCESS']);
  expect([(await show(sku)).stock, (await show(broken)).stock]).toEqual([1, null]);
  await catalog.rows('alter table stock drop constraint broken');
  catalog.clock.advance(60_000);
  expect(await catalog.service.consumer.retries.runOnce()).toBe(1);
  expect((await show(broken)).stock).toBe(1);
});

test('when a price takes off for larger quantities, then the product says so; when it no longer does, then no more', async () => {
  const sku = await described();
  const volumeDiscounts = [{ minQuantity: 10, basisPoints: 500 }];
  await catalog.deliver([priceTold(sku, 1, { volumeDiscounts })]);
  expect((await show(sku)).volumeDiscounts).toEqual(volumeDiscounts);
  await catalog.deliver([priceTold(sku, 2)]);
  expect((await show(sku)).volumeDiscounts).toEqual([]);
});

test('when price and stock are known, then the product is available; when the last piece is gone, then it is not', async () => {
  const sku = await described();
  await catalog.deliver([priceTold(sku, 1, { unitPrice: { minor: 9_007_199_254_740_991, currency: 'EUR' } })]);
  await catalog.deliver([stockTold(sku, 7)]);
  expect(await show(sku)).toMatchObject({ available: true, stock: 7, price: { minor: 9_007_199_254_740_991, currency: 'EUR' } });
  await catalog.deliver([stockTold(sku, 8, { available: 0 })]);
  expect(await show(sku)).toMatchObject({ available: false, stock: 0 });
});
