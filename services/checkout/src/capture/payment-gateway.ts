import type { FailureReason, PaymentCaptureBody, PaymentVoidBody } from '@sidecart/contracts';
import { Unavailable, type DaprClient, type InvokeResponse } from '@sidecart/platform';
import type { CapturedPayment } from '../domain/order.js';
import type { CaptureRequest } from './types.js';

/** What payment said. `unclear`: it refused without saying what became of the key, so the key has to be voided. */
export type CaptureAnswer =
  | ({ readonly type: 'captured' } & CapturedPayment)
  | { readonly type: 'declined'; readonly reason: FailureReason }
  | { readonly type: 'voided' }
  | { readonly type: 'unclear'; readonly code: string };

/** Payment, through the sidecar. Both throw Unavailable while the outcome is unknown: ask again by the same key. */
export interface PaymentGateway {
  capture(request: CaptureRequest, signal: AbortSignal): Promise<CaptureAnswer>;
  /** Undoes whatever happened under the key and bars it for good. */
  void(providerKey: string, reason: string, signal: AbortSignal): Promise<void>;
}

interface Answer {
  readonly id?: string;
  readonly status?: string | number;
  readonly card?: { readonly last4?: string };
  readonly code?: string;
  readonly reason?: Partial<FailureReason>;
}

const DECLINED: FailureReason = { code: 'DECLINED', message: 'The payment was declined.' };

/** Makes the gateway; `timeoutMs` is for one call with its retries. */
export function createPaymentGateway(dapr: DaprClient, timeoutMs: number): PaymentGateway {
  return {
    async capture({ providerKey, sessionId, amount, cardToken }, signal) {
      const body: PaymentCaptureBody = { amount, cardToken, reference: { type: 'checkout_session', id: sessionId }, path: 'checkout' };
      const request = { method: 'POST', path: '/payments', body, idempotencyKey: providerKey, deadlineMs: timeoutMs, signal } as const;
      return readCapture(await dapr.invoke<Answer | undefined>('payment', request));
    },
    async void(providerKey, reason, signal) {
      const body: PaymentVoidBody = { key: providerKey, reason };
      const request = { method: 'POST', path: '/payments/void', body, idempotencyKey: providerKey, deadlineMs: timeoutMs, signal } as const;
      const { status } = await dapr.invoke('payment', request);
      if (status !== 200) throw new Unavailable('VOID_UNKNOWN', `payment answered ${status} to a void`);
    },
  };
}

/** Only what payment promises as final counts as an outcome; everything else leaves it unknown. */
function readCapture({ status, body }: InvokeResponse<Answer | undefined>): CaptureAnswer {
  const code = body?.code;
  if ((status === 201 || status === 200) && body?.status === 'CAPTURED' && body.id !== undefined) return captured(body.id, body.card?.last4);
  if (status === 402) return { type: 'declined', reason: { ...DECLINED, ...body?.reason } };
  if (status === 409 && code === 'PAYMENT_VOIDED') return { type: 'voided' };
  if (status === 400 || status === 422) return { type: 'unclear', code: code ?? `HTTP_${status}` };
  throw new Unavailable('CAPTURE_UNKNOWN', `payment answered ${status} ${code ?? String(body?.status ?? '')} to a capture`);
}

/** A last4 the order's contract would refuse is left out: it must not keep paid money from becoming a sale. */
function captured(paymentId: string, last4: string | undefined): CaptureAnswer {
  return { type: 'captured', paymentId, ...(last4 !== undefined && /^[0-9]{4}$/.test(last4) ? { last4 } : {}) };
}
