import { createGate } from '@sidecart/platform/testing';
import { simulatedProvider, type MakeProvider } from './service.js';
import { captureBody, startPayment, type PaymentUnderTest } from './testing/payment-under-test.js';

let payment: PaymentUnderTest;
const start = async (makeProvider?: MakeProvider) => {
  payment = await startPayment(makeProvider);
};
afterEach(() => payment.close());

const refunded = 'payment.payment.refunded';
const completed = 'payment.payment.completed';
const whole = [{ key: 'k1', status: 'captured', amount: 1000, refunded: 1000 }];

describe('a void', () => {
  test('when nothing happened under the key, then it succeeds and a capture that arrives later is refused', async () => {
    await start();
    const voided = await payment.void('k1');
    expect([voided.status, voided.body]).toEqual([200, { key: 'k1', status: 'VOIDED' }]);
    const late = await payment.capture('k1', 'tok_visa');
    expect([late.status, late.body.code]).toEqual([409, 'PAYMENT_VOIDED']);
    expect(await payment.charges()).toEqual([]);
    expect(await payment.rows('SELECT id FROM provider_calls')).toEqual([]);
  });

  test('when the payment was captured, then all is given back once, however often it is asked', async () => {
    await start();
    const body = captureBody('tok_visa');
    const { body: captured } = await payment.post('/payments', body, 'k1');
    const answers = await Promise.all([payment.void('k1'), payment.void('k1')]);
    expect(answers.filter(({ status }) => status !== 200 && status !== 202)).toEqual([]);
    expect((await payment.void('k1')).body).toEqual({ key: 'k1', status: 'VOIDED', paymentId: captured.id });
    expect(await payment.charges()).toEqual(whole);
    expect(await payment.events(refunded)).toMatchObject([{ paymentId: captured.id, amount: { minor: 1000 }, reason: 'The sale was not made.' }]);
    expect((await payment.get(`/payments/${captured.id}`)).body).toMatchObject({ status: 'VOIDED', refunded: { minor: 1000 } });
    const late = await payment.post('/payments', body, 'k1');
    expect([late.status, late.body.code]).toEqual([409, 'PAYMENT_VOIDED']);
  });

  test('when a part was refunded before, then the rest is given back', async () => {
    await start();
    const { body } = await payment.capture('k1', 'tok_visa');
    await payment.refund(body.id, 'r1', 300);
    expect((await payment.void('k1')).status).toBe(200);
    expect(await payment.charges()).toEqual(whole);
    expect((await payment.events(refunded)).map(({ amount }) => amount)).toMatchObject([{ minor: 300 }, { minor: 700 }]);
    expect((await payment.refund(body.id, 'r2', 1)).body.code).toBe('PAYMENT_VOIDED');
  });

  test.each([
    ['tok_timeout_after_charge', whole],
    ['tok_always_timeout', []],
  ])('when the outcome of the capture is unknown with %s, then nothing is held and nothing told', async (token, books) => {
    await start();
    expect((await payment.capture('k1', token)).status).toBe(202);
    expect((await payment.void('k1')).status).toBe(200);
    payment.clock.advance(60_000);
    await payment.work();
    expect(await payment.charges()).toEqual(books);
    expect((await payment.get('/payments?key=k1')).body).toMatchObject({ status: 'VOIDED' });
    expect([...(await payment.events(completed)), ...(await payment.events(refunded))]).toEqual([]);
    expect(await payment.work()).toBe(0);
  });

  test('when the card was refused, then it succeeds without asking the provider', async () => {
    await start();
    await payment.capture('k1', 'tok_declined');
    expect((await payment.void('k1')).body).toMatchObject({ status: 'VOIDED' });
    expect(await payment.rows(`SELECT id FROM provider_calls WHERE operation = 'void'`)).toEqual([]);
  });
});

describe('a void beside a capture under way', () => {
  test('when it overtakes the capture on its way to the provider, then the capture is refused there', async () => {
    const gate = createGate();
    await start((platform, config) => {
      const provider = simulatedProvider(platform, config);
      return { ...provider, capture: (...args) => gate.pass().then(() => provider.capture(...args)) };
    });
    const capture = payment.capture('k1', 'tok_visa');
    await gate.reached;
    expect((await payment.void('k1')).status).toBe(200);
    gate.open();
    expect((await capture).body.code).toBe('PAYMENT_VOIDED');
    expect(await payment.charges()).toEqual([]);
    expect(await payment.events(completed)).toEqual([]);
  });

  test('when it comes between the charge and its answer, then the charge is given back', async () => {
    const gate = createGate();
    await start((platform, config) => {
      const provider = simulatedProvider(platform, config);
      return { ...provider, capture: (...args) => provider.capture(...args).then((outcome) => gate.pass().then(() => outcome)) };
    });
    const capture = payment.capture('k1', 'tok_visa');
    await gate.reached;
    expect((await payment.void('k1')).status).toBe(200);
    gate.open();
    expect((await capture).body.code).toBe('PAYMENT_VOIDED');
    expect(await payment.charges()).toEqual(whole);
  });

  test('when the provider does not confirm, then the key is barred at once and the worker goes on', async () => {
    let away = true;
    await start((platform, config) => {
      const provider = simulatedProvider(platform, config);
      return { ...provider, void: (...args) => (away ? Promise.reject(new Error('away')) : provider.void(...args)) };
    });
    const body = captureBody('tok_visa');
    await payment.post('/payments', body, 'k1');
    const pending = await payment.void('k1');
    expect([pending.status, pending.body.status]).toEqual([202, 'PENDING']);
    expect((await payment.post('/payments', body, 'k1')).body.code).toBe('PAYMENT_VOIDED');
    away = false;
    payment.clock.advance(60_000);
    expect(await payment.work()).toBe(1);
    expect((await payment.void('k1')).status).toBe(200);
    expect(await payment.charges()).toEqual(whole);
  });
});
