import type { CheckoutCartUpdated } from '@sidecart/contracts';
import request from 'supertest';
import { bodyOf, eventsOf, startCheckout, type CheckoutFixture } from './testing/checkout-fixture';

let fixture: CheckoutFixture;
beforeAll(async () => {
  fixture = await startCheckout();
});
afterAll(() => fixture.close());

const api = () => request(fixture.service.app);
const newCart = (): string => fixture.service.platform.newId();
const updatesOf = async (cartId: string) =>
  (await eventsOf<CheckoutCartUpdated>(fixture, 'checkout.cart.updated')).filter(({ subject }) => subject === cartId);

test('when items are put, changed and removed, then the cart follows and each change is told once', async () => {
  const cart = newCart();
  await api().put(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 2 }).expect(200);
  await api().put(`/carts/${cart}/items/TEA-GREEN-100`).send({ quantity: 1 }).expect(200);
  await api().patch(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 3 }).expect(200);
  const body = bodyOf(await api().delete(`/carts/${cart}/items/TEA-GREEN-100`).expect(200));
  expect(body).toEqual({
    cartId: cart,
    version: 4,
    items: [
      { sku: 'MUG-BLUE', name: 'Blue mug', quantity: 3, unitPrice: { minor: 1250, currency: 'EUR' }, lineTotal: { minor: 3750, currency: 'EUR' } },
    ],
    subtotal: { minor: 3750, currency: 'EUR' },
    pieces: 3,
  });
  expect((await api().get(`/carts/${cart}`).expect(200)).body).toEqual(body);
  const updates = await updatesOf(cart);
  expect(updates.map(({ data, partitionkey }) => [data.version, partitionkey])).toEqual([1, 2, 3, 4].map((version) => [version, cart]));
  expect(updates[3]?.data).toEqual(body);
});

test('when a change changes nothing, then nothing is told', async () => {
  const cart = newCart();
  await api().put(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 2 });
  await api().put(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 2 }).expect(200);
  await api().delete(`/carts/${cart}/items/COFFEE-250`).expect(200);
  expect(await updatesOf(cart)).toHaveLength(1);
});

test('when a quantity is set to 0 or the cart is deleted, then it is empty', async () => {
  const cart = newCart();
  await api().put(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 2 });
  expect((await api().patch(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 0 }).expect(200)).body).toMatchObject({ items: [], version: 2 });
  await api().put(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 2 });
  expect((await api().delete(`/carts/${cart}`).expect(200)).body).toMatchObject({ items: [], version: 4 });
  expect((await updatesOf(cart)).at(-1)?.data).toMatchObject({ items: [], version: 4, subtotal: { minor: 0, currency: 'EUR' } });
});

test('when a cart was never used, then it is empty', async () => {
  const cart = newCart();
  expect((await api().get(`/carts/${cart}`).expect(200)).body).toEqual({
    cartId: cart,
    version: 0,
    items: [],
    subtotal: { minor: 0, currency: 'EUR' },
    pieces: 0,
  });
  await api().get('/carts/no-uuid').expect(404);
});

test('when a product is unknown, then it is refused and nothing is left of the cart', async () => {
  const cart = newCart();
  for (const sku of ['NO-SUCH', '%00', '-']) {
    const body = bodyOf(await api().put(`/carts/${cart}/items/${sku}`).send({ quantity: 1 }).expect(422));
    expect(body).toMatchObject({ code: 'UNKNOWN_SKU' });
  }
  await api().patch(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 1 }).expect(404);
  expect(await updatesOf(cart)).toEqual([]);
});

test('when a quantity is out of bounds or a price is sent, then the request is invalid', async () => {
  const cart = newCart();
  for (const body of [{ quantity: 0 }, { quantity: 100 }, { quantity: 1.5 }, {}, { quantity: 1, unitPrice: { minor: 1, currency: 'EUR' } }]) {
    await api().put(`/carts/${cart}/items/MUG-BLUE`).send(body).expect(400);
  }
  await api().patch(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: -1 }).expect(400);
});

test('when many change one cart at once, then no change is lost', async () => {
  const cart = newCart();
  const skus = ['MUG-BLUE', 'MUG-WHITE', 'TEA-GREEN-100', 'TEA-BLACK-100', 'COFFEE-250'];
  await Promise.all(skus.map((sku) => api().put(`/carts/${cart}/items/${sku}`).send({ quantity: 1 }).expect(200)));
  const body = bodyOf(await api().get(`/carts/${cart}`));
  expect((body as unknown as CheckoutCartUpdated).items.map(({ sku }) => sku).sort()).toEqual([...skus].sort());
  expect((await updatesOf(cart)).map(({ data }) => data.version)).toEqual([1, 2, 3, 4, 5]);
});

test('when the same item is removed by several at once, then it is gone, told once, and nobody fails', async () => {
  const cart = newCart();
  await api().put(`/carts/${cart}/items/MUG-BLUE`).send({ quantity: 1 });
  await Promise.all(Array.from({ length: 5 }, () => api().delete(`/carts/${cart}/items/MUG-BLUE`).expect(200)));
  expect(await updatesOf(cart)).toHaveLength(2);
});

test('when the products are asked for, then the price list is shown', async () => {
  const body = bodyOf(await api().get('/products').expect(200));
  expect((body as { products: unknown[] }).products).toContainEqual({
    sku: 'COFFEE-250',
    name: 'Coffee beans, 250 g',
    unitPrice: { minor: 890, currency: 'EUR' },
  });
});
