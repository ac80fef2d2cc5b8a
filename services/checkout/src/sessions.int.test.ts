import { eventually } from '@sidecart/platform/testing';
import request from 'supertest';
import { lockCart, saveItem } from './store/cart-store';
import { bodyOf, BUYER, openSession, startCheckout, type CheckoutFixture } from './testing/checkout-fixture';

let fixture: CheckoutFixture;
beforeAll(async () => {
  fixture = await startCheckout({ SESSION_TTL_MS: '60000' });
});
afterAll(() => fixture.close());

const api = () => request(fixture.service.app);
const show = async (id: string) => (await api().get(`/checkout-sessions/${id}`).expect(200)).body as Record<string, unknown>;

test('when a session is opened, then it stands with frozen items, total and expiry', async () => {
  const cartId = fixture.service.platform.newId();
  await api().put(`/carts/${cartId}/items/MUG-BLUE`).send({ quantity: 2 });
  const opened = await api()
    .post('/checkout-sessions')
    .send({ cartId, ...BUYER })
    .expect(201);
  const { id } = opened.body as { id: string };
  expect(opened.headers['location']).toBe(`/checkout-sessions/${id}`);
  expect(opened.body).toMatchObject({
    cartId,
    status: 'OPEN',
    items: [{ sku: 'MUG-BLUE', quantity: 2, lineTotal: { minor: 2500, currency: 'EUR' } }],
    total: { minor: 2500, currency: 'EUR' },
    expiresAt: new Date(fixture.clock.now().getTime() + 60_000).toISOString(),
  });
  expect(await show(id)).toEqual(opened.body);
});

test('when prices or the cart change afterwards, then the session keeps what was frozen', async () => {
  const cartId = fixture.service.platform.newId();
  const id = await openSession(fixture, cartId);
  const { sql } = fixture.service.platform.database;
  await sql.$executeRawUnsafe(`UPDATE price_list SET minor = 9999 WHERE sku = 'MUG-BLUE'`);
  await api().put(`/carts/${cartId}/items/MUG-BLUE`).send({ quantity: 9 });
  expect(await show(id)).toMatchObject({ total: { minor: 2500 }, items: [{ quantity: 2, unitPrice: { minor: 1250 } }] });
  await sql.$executeRawUnsafe(`UPDATE price_list SET minor = 1250 WHERE sku = 'MUG-BLUE'`);
});

test('when the cart is empty, then no session opens', async () => {
  const body = bodyOf(
    await api()
      .post('/checkout-sessions')
      .send({ cartId: fixture.service.platform.newId(), ...BUYER })
      .expect(422),
  );
  expect(body).toMatchObject({ code: 'CART_EMPTY' });
});

test('when the body breaks its contract, then every violation is pointed at', async () => {
  const body = bodyOf(
    await api()
      .post('/checkout-sessions')
      .send({ cartId: 'x', customer: { id: 'c', email: 'none' } })
      .expect(400),
  );
  expect(JSON.stringify(body)).toMatch(/cartId/);
  expect(JSON.stringify(body)).toMatch(/shippingAddress/);
});

test('when a session is not paid in its time, then it has expired and cannot be paid', async () => {
  const id = await openSession(fixture);
  fixture.clock.advance(60_000);
  expect(await show(id)).toMatchObject({ status: 'EXPIRED' });
  const body = bodyOf(await api().post(`/checkout-sessions/${id}/complete`).set('Idempotency-Key', 'k').send({ cardToken: 'tok_ok' }).expect(409));
  expect(body).toMatchObject({ code: 'SESSION_EXPIRED' });
  expect(fixture.payment.calls).toEqual([]);
});

test('when a session does not exist, then it is not found', async () => {
  const id = fixture.service.platform.newId();
  await api().get(`/checkout-sessions/${id}`).expect(404);
  await api().post(`/checkout-sessions/${id}/complete`).set('Idempotency-Key', 'k').send({ cardToken: 'tok_ok' }).expect(404);
});

test('when the cart is being changed while a session is opened on it, then version and items are of one moment', async () => {
  const cartId = fixture.service.platform.newId();
  await api().put(`/carts/${cartId}/items/MUG-BLUE`).send({ quantity: 2 }).expect(200);
  const { database, clock } = fixture.other.platform;
  const { opened } = await database.transaction(async (tx) => {
    await lockCart(tx, cartId, clock.now());
    await saveItem(tx, cartId, { sku: 'MUG-BLUE', quantity: 5 }, clock.now());
    const answer = api()
      .post('/checkout-sessions')
      .send({ cartId, ...BUYER })
      .then(bodyOf);
    const waits = () => database.sql.$queryRawUnsafe<unknown[]>('select 1 from pg_locks where not granted');
    await Promise.race([answer, eventually(async () => (await waits()).length > 0)]);
    return { opened: answer };
  });
  const { id } = await opened;
  const stored = await database.sql.$queryRawUnsafe(
    `select cart_version as version, items->0->'quantity' as quantity from checkout_sessions where id = $1::uuid`,
    id,
  );
  expect(stored).toEqual([{ version: 2, quantity: 5 }]);
});
