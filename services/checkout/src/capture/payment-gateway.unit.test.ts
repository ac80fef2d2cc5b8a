import type { DaprClient, InvokeRequest } from '@sidecart/platform';
import { createPaymentGateway } from './payment-gateway';
import type { CaptureRequest } from './types';

const REQUEST: CaptureRequest = { providerKey: 's-1', sessionId: 's', amount: { minor: 2500, currency: 'EUR' }, cardToken: 'tok_ok' };
const signal = new AbortController().signal;

/** A gateway whose payment service always answers so. */
function gateway(status: number, body: unknown) {
  const requests: InvokeRequest[] = [];
  const invoke = async (_app: string, request: InvokeRequest) => {
    requests.push(request);
    return { status, headers: {}, body };
  };
  return { requests, payments: createPaymentGateway({ invoke } as unknown as DaprClient, 1_000) };
}

describe('capture', () => {
  test.each([
    ['captured', 201, { id: 'p', status: 'CAPTURED', card: { last4: '4242' } }, { type: 'captured', paymentId: 'p', last4: '4242' }],
    ['captured with an odd card', 201, { id: 'p', status: 'CAPTURED', card: { last4: 'x' } }, { type: 'captured', paymentId: 'p' }],
    [
      'declined',
      402,
      { code: 'PAYMENT_DECLINED', reason: { code: 'C', message: 'No.' } },
      { type: 'declined', reason: { code: 'C', message: 'No.' } },
    ],
    ['declined without a word', 402, undefined, { type: 'declined', reason: { code: 'DECLINED', message: 'The payment was declined.' } }],
    ['voided', 409, { code: 'PAYMENT_VOIDED' }, { type: 'voided' }],
    ['a key of another request', 422, { code: 'IDEMPOTENCY_KEY_REUSED' }, { type: 'unclear', code: 'IDEMPOTENCY_KEY_REUSED' }],
    ['an invalid request', 400, undefined, { type: 'unclear', code: 'HTTP_400' }],
  ])('when payment answers %s, then that is the outcome', async (_name, status, body, expected) => {
    expect(await gateway(status, body).payments.capture(REQUEST, signal)).toEqual(expected);
  });

  test.each([
    [202, { status: 'PENDING' }],
    [201, { id: 'p', status: 'PENDING' }],
    [200, undefined],
    [409, { code: 'OTHER' }],
    [401, undefined],
    [404, undefined],
    [429, undefined],
  ])('when payment answers %d %j, then the outcome is unknown', async (status, body) => {
    await expect(gateway(status, body).payments.capture(REQUEST, signal)).rejects.toMatchObject({ code: 'CAPTURE_UNKNOWN', retryable: true });
  });

  test("when a capture is asked for, then the attempt's key is its idempotency key", async () => {
    const { payments, requests } = gateway(201, { id: 'p', status: 'CAPTURED' });
    await payments.capture(REQUEST, signal);
    expect(requests).toMatchObject([
      {
        method: 'POST',
        path: '/payments',
        idempotencyKey: 's-1',
        body: { amount: REQUEST.amount, cardToken: 'tok_ok', reference: { type: 'checkout_session', id: 's' }, path: 'checkout' },
      },
    ]);
  });
});

describe('void', () => {
  test('when payment confirms, then the void is done, by the key of the capture', async () => {
    const { payments, requests } = gateway(200, { status: 'VOIDED' });
    await payments.void('s-1', 'Too late.', signal);
    expect(requests).toMatchObject([{ path: '/payments/void', body: { key: 's-1', reason: 'Too late.' } }]);
  });

  test.each([202, 400, 404])('when payment answers %d, then the void is not done', async (status) => {
    await expect(gateway(status, {}).payments.void('s-1', 'Too late.', signal)).rejects.toMatchObject({ code: 'VOID_UNKNOWN' });
  });
});
