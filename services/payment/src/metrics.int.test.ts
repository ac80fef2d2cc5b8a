import { randomUUID } from 'node:crypto';
import { metricValue } from '@sidecart/platform/testing';
import { simulatedProvider } from './service';
import { createdEvent } from './testing/events';
import { captureBody, startPayment, type PaymentUnderTest } from './testing/payment-under-test';

let payment: PaymentUnderTest;
/** Set by a test: the provider refuses to give anything back. */
let refuses = false;
beforeAll(async () => {
  payment = await startPayment((platform, config) => {
    const provider = simulatedProvider(platform, config);
    return { ...provider, refund: (...args) => (refuses ? Promise.resolve({ type: 'refused', reason: 'No.' }) : provider.refund(...args)) };
  });
});
beforeEach(() => payment.clear());
afterAll(() => payment.close());

const value = (name: string, labels?: Readonly<Record<string, string>>) => metricValue(payment.service.platform.metrics, name, labels);
const all = (name: string, label: string, values: readonly string[]) => Promise.all(values.map((one) => value(name, { [label]: one })));
const payments = () => all('payments_total', 'outcome', ['captured', 'declined', 'voided']);
const refunds = () => all('refunds_total', 'outcome', ['succeeded', 'refused']);
/** What was counted since `before`. */
const since = (before: readonly (number | undefined)[], now: readonly (number | undefined)[]) => now.map((count, index) => count! - before[index]!);

describe('payments_total', () => {
  test('when a payment is captured or declined, then it counts once, however often it is asked for', async () => {
    const before = await payments();
    const body = captureBody('tok_visa');
    await payment.post('/payments', body, 'k1');
    await payment.post('/payments', body, 'k1');
    await payment.capture('k2', 'tok_declined');
    expect(since(before, await payments())).toEqual([1, 1, 0]);
  });

  test('when the provider took the money and its answer was lost, then it counts once it is known', async () => {
    const before = await payments();
    await payment.capture('k1', 'tok_timeout_after_charge');
    expect(since(before, await payments())).toEqual([0, 0, 0]);
    await payment.settle();
    expect(since(before, await payments())).toEqual([1, 0, 0]);
  });

  test('when an order is charged by its event, or costs nothing, then it counts as captured', async () => {
    const before = await payments();
    await payment.deliver([createdEvent()]);
    await payment.settle();
    const orderId = randomUUID();
    const free = { amount: { minor: 0, currency: 'EUR' }, reference: { type: 'order', id: orderId }, path: 'orchestration' };
    await payment.capture(`${orderId}:1`, 'tok_visa', free);
    expect(since(before, await payments())).toEqual([2, 0, 0]);
  });

  test('when one that is pending is voided, then that is its outcome; one that was captured has had its own', async () => {
    const before = await payments();
    await payment.capture('k1', 'tok_always_timeout');
    await payment.void('k1');
    await payment.capture('k2', 'tok_visa');
    await payment.void('k2');
    await payment.settle();
    expect(since(before, await payments())).toEqual([1, 0, 1]);
  });
});

describe('refunds_total', () => {
  test('when money is given back, by a refund or a void, or the provider refuses, then each counts once', async () => {
    const before = await refunds();
    const { body } = await payment.capture('k1', 'tok_visa');
    await payment.refund(body.id, 'r1', 300);
    await payment.refund(body.id, 'r1', 300);
    refuses = true;
    await payment.refund(body.id, 'r2', 100);
    refuses = false;
    expect(since(before, await refunds())).toEqual([1, 1]);
    await payment.void('k1');
    expect(since(before, await refunds())).toEqual([2, 1]);
  });
});

test('when the provider holds money nobody here knows of, then the finding shows by its kind while it is open', async () => {
  const findings = () =>
    all('payment_reconciliation_findings', 'kind', ['ORPHAN_CAPTURE', 'HELD_TOO_MUCH', 'HELD_TOO_LITTLE', 'UNDECIDED', 'NOT_UNDONE']);
  expect(await findings()).toEqual([0, 0, 0, 0, 0]);
  await payment.rows(
    `INSERT INTO reconciliation_findings (id, kind, key, detail, found_at, seen_at) VALUES ($1::uuid, 'ORPHAN_CAPTURE', 'k', '{}', now(), now())`,
    randomUUID(),
  );
  expect(await findings()).toEqual([1, 0, 0, 0, 0]);
  await payment.rows('UPDATE reconciliation_findings SET resolved_at = now()');
  expect(await findings()).toEqual([0, 0, 0, 0, 0]);
});
