import { createIntentBook } from '../store/stripe-intents';
import { hasGo, startStripeMock, type StripeMock } from '../testing/stripe-mock';
import { startPayment, type PaymentUnderTest } from '../testing/payment-under-test';
import { createStripeClient } from './stripe-client';
import { createStripeProvider } from './stripe';
import type { ProviderAdapter } from './provider-adapter';

const signal = AbortSignal.timeout(120_000);
let payment: PaymentUnderTest;
let mock: StripeMock;
let provider: ProviderAdapter;

/** Stripe's mock knows no state and answers every request with an example; what it checks is that each request is one Stripe takes. */
(hasGo() ? describe : describe.skip)('the requests to Stripe, held against its OpenAPI description', () => {
  beforeAll(async () => {
    mock = await startStripeMock();
    payment = await startPayment();
    const { database, clock } = payment.service.platform;
    const stripe = createStripeClient({ secretKey: 'sk_test_123', apiBase: mock.url, timeoutMs: 60_000 });
    provider = createStripeProvider(stripe, createIntentBook(database, clock));
  }, 600_000);
  afterAll(async () => {
    await payment.close();
    await mock.stop();
  });

  test('when a payment is captured, found, voided and refunded, then Stripe takes every request', async () => {
    // The example answer is a PaymentIntent whose last attempt failed: so far a capture comes, and no further.
    const outcome = await provider.capture('k1', { minor: 1000, currency: 'EUR' }, 'pm_card_visa', signal);
    expect(outcome).toEqual({ type: 'declined', reason: { code: 'CARD_DECLINED', message: 'The card was declined.' } });
    expect(await provider.find('k1', signal)).toEqual(outcome);
    expect(await provider.refund('r1', 'pi_1', { minor: 400, currency: 'EUR' }, signal)).toEqual({ type: 'refunded' });
    expect(await provider.void('k1', signal)).toEqual({ returnedMinor: 0 });
  });

  test('when the books are read, then Stripe takes every request', async () => {
    expect(await provider.books.lookUp(['k1'], signal)).toEqual(new Map());
    const pages = [];
    for await (const page of provider.books.between(new Date(0), new Date(), signal)) pages.push(page);
    expect(pages).toEqual([[]]);
  });

  test('when a request is none that Stripe takes, then the mock says so', async () => {
    await expect(provider.capture('k2', { minor: 1.5, currency: 'EUR' }, 'pm_card_visa', signal)).rejects.toMatchObject({ code: 'STRIPE_REFUSED' });
  });
});
