import { Unavailable } from '@sidecart/platform';
import { eventually } from '@sidecart/platform/testing';
import request from 'supertest';
import { lockCart, saveItem } from './store/cart-store';
import { bodyOf, BUYER, complete, openSession, rowsOf, startCheckout, type CheckoutFixture } from './testing/checkout-fixture';

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

describe('the prices of a session', () => {
  const eur = (minor: number) => ({ minor, currency: 'EUR' });
  const lines = [{ sku: 'MUG-BLUE', name: 'Blue mug', quantity: 2, unitPrice: eur(1250), lineTotal: eur(2500), tax: eur(473) }];
  const discounts = [
    { type: 'coupon', amount: eur(150) },
    { type: 'volume', amount: eur(100) },
  ];
  const quoted = { lines, subtotal: eur(2500), discounts, tax: eur(473), total: eur(2723), expiresAt: '2099-01-01T00:00:00.000Z' };
  const open = async (couponCode?: string) => {
    const cartId = fixture.service.platform.newId();
    await api().put(`/carts/${cartId}/items/MUG-BLUE`).send({ quantity: 2 });
    return api()
      .post('/checkout-sessions')
      .send({ cartId, ...BUYER, couponCode });
  };
  afterEach(() => {
    fixture.payment.onQuote = undefined;
  });

  test('when a session is opened, then pricing is asked for its items, destination and coupon, and its answer is what is charged', async () => {
    let asked: unknown;
    fixture.payment.onQuote = ({ body }) => {
      asked = body;
      return { status: 201, headers: {}, body: quoted };
    };
    const id = String(bodyOf(await open('WELCOME10'))['id']);
    expect(asked).toEqual({
      reference: { type: 'checkout_session', id },
      customerId: BUYER.customer.id,
      items: [{ sku: 'MUG-BLUE', quantity: 2 }],
      destination: { country: 'NL' },
      couponCode: 'WELCOME10',
    });
    expect(await show(id)).toMatchObject({ subtotal: eur(2500), discounts: eur(250), tax: eur(473), total: eur(2723), couponCode: 'WELCOME10' });
    const sale = await complete(fixture.service, id, 'k');
    expect(sale.status).toBe(201);
    const { orderId } = bodyOf(sale);
    const [row] = (await rowsOf<{ order_id: string; order: object }>(fixture, 'sales')).filter(({ order_id }) => order_id === orderId);
    expect(row?.order).toMatchObject({ subtotal: eur(2500), discounts: eur(250), tax: eur(473), total: eur(2723) });
    await eventually(async () => {
      await fixture.service.intentWorker.runOnce();
      return fixture.payment.confirmed.includes(id);
    });
  });

  test('when pricing refuses, then its code is the answer and nothing is opened', async () => {
    fixture.payment.onQuote = () => ({ status: 422, headers: {}, body: { code: 'UNKNOWN_COUPON', detail: 'there is no coupon NOPE' } });
    const before = (await rowsOf(fixture, 'checkout_sessions')).length;
    const response = await open('NOPE');
    expect(response.status).toBe(422);
    expect(bodyOf(response)).toMatchObject({ code: 'UNKNOWN_COUPON', detail: 'there is no coupon NOPE' });
    expect(await rowsOf(fixture, 'checkout_sessions')).toHaveLength(before);
  });

  test('when pricing is away, then no session opens and trying later helps', async () => {
    fixture.payment.onQuote = () => {
      throw new Unavailable('TARGET_UNAVAILABLE', 'pricing does not answer');
    };
    expect((await open()).status).toBe(503);
  });
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
  const before = [...fixture.payment.calls];
  fixture.clock.advance(60_000);
  expect(await show(id)).toMatchObject({ status: 'EXPIRED' });
  const body = bodyOf(await api().post(`/checkout-sessions/${id}/complete`).set('Idempotency-Key', 'k').send({ cardToken: 'tok_ok' }).expect(409));
  expect(body).toMatchObject({ code: 'SESSION_EXPIRED' });
  expect(fixture.payment.calls).toEqual(before);
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
