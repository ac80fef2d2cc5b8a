import { createGate, type Gate } from '@sidecart/platform/testing';
import { simulatedProvider, type MakeProvider } from './service.js';
import { captureBody, startPayment, type PaymentUnderTest } from './testing/payment-under-test.js';

let payment: PaymentUnderTest;
afterEach(() => payment.close());

/** A provider whose capture is charged at once and answered only when the gate opens: its caller is dead meanwhile. */
const answersAt =
  (gate: Gate): MakeProvider =>
  (platform, config) => {
    const provider = simulatedProvider(platform, config);
    return { ...provider, capture: (...args) => provider.capture(...args).then((outcome) => gate.pass().then(() => outcome)) };
  };

const leaseMs = 31_000;
const completed = 'payment.payment.completed';

describe('a process that dies between the provider call and its settlement', () => {
  test('when the lease has run out, then a worker finds the charge and settles once', async () => {
    const gate = createGate();
    payment = await startPayment(answersAt(gate));
    const other = await payment.replica();
    const dead = payment.capture('k1', 'tok_visa');
    await gate.reached;

    expect(await other.work()).toBe(0);
    expect((await other.get('/payments?key=k1')).body).toMatchObject({ status: 'PENDING' });
    payment.clock.advance(leaseMs);
    expect(await other.work()).toBe(1);
    expect((await other.get('/payments?key=k1')).body).toMatchObject({ status: 'CAPTURED' });
    expect(await payment.events(completed)).toHaveLength(1);

    // The one believed dead comes back: it reports what was settled without it.
    gate.open();
    expect((await dead).status).toBe(201);
    expect(await payment.events(completed)).toHaveLength(1);
    expect(await payment.charges()).toHaveLength(1);
    expect(await other.work()).toBe(0);
  });

  test('when the caller asks another replica by the same key meanwhile, then it is pending and charged once', async () => {
    const gate = createGate();
    payment = await startPayment(answersAt(gate));
    const other = await payment.replica();
    const body = captureBody('tok_visa');
    const first = payment.post('/payments', body, 'k1');
    await gate.reached;
    expect((await other.post('/payments', body, 'k1')).status).toBe(202);
    gate.open();
    expect((await first).status).toBe(201);
    expect((await other.post('/payments', body, 'k1')).status).toBe(201);
    expect(await payment.charges()).toHaveLength(1);
  });

  test('when two workers wake at once, then the charge is settled by one of them', async () => {
    payment = await startPayment();
    const other = await payment.replica();
    await payment.capture('k1', 'tok_timeout_after_charge');
    payment.clock.advance(60_000);
    const tried = await Promise.all([payment.work(), other.work()]);
    expect(tried[0] + tried[1]).toBe(1);
    expect(await payment.events(completed)).toHaveLength(1);
  });
});
