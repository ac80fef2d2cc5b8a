import { bodies } from '@sidecart/contracts';
import { InvalidInput, NotFound, route, type ApiRequest, type Route } from '@sidecart/platform';
import { captureAnswer, paymentAnswer, refundAnswer, voidAnswer } from './answers.js';
import type { CapturePayment } from './use-cases/capture-payment.js';
import type { ReadPayment } from './use-cases/read-payment.js';
import type { RefundPayment } from './use-cases/refund-payment.js';
import type { VoidPayment } from './use-cases/void-payment.js';

/** What the routes call. */
export interface UseCases {
  readonly capturePayment: CapturePayment;
  readonly refundPayment: RefundPayment;
  readonly voidPayment: VoidPayment;
  readonly readPayment: ReadPayment;
}

/** Payment's HTTP interface: path → contract → use case. */
export function paymentRoutes(use: UseCases): Route[] {
  return [...captureRoutes(use), ...undoRoutes(use), ...readRoutes(use)];
}

function captureRoutes({ capturePayment }: UseCases): Route[] {
  return [
    route({
      method: 'post',
      path: '/payments',
      body: bodies.paymentCapture,
      idempotencyKey: 'required',
      handle: async ({ body, correlationId, ...request }) => {
        const { amount, cardToken, reference, path } = body;
        return captureAnswer(await capturePayment({ key: keyOf(request), amount, cardToken, reference, path, correlationId }));
      },
    }),
  ];
}

function undoRoutes({ refundPayment, voidPayment }: UseCases): Route[] {
  return [
    route({
      method: 'post',
      path: '/payments/void',
      body: bodies.paymentVoid,
      handle: async ({ body: { key, reason }, correlationId }) => voidAnswer(key, await voidPayment({ key, reason, correlationId })),
    }),
    route({
      method: 'post',
      path: '/payments/:paymentId/refunds',
      uuidParams: ['paymentId'],
      body: bodies.paymentRefund,
      idempotencyKey: 'required',
      handle: async ({ body: { amount, reason }, params, correlationId, ...request }) =>
        refundAnswer(await refundPayment({ paymentId: params['paymentId'] ?? '', key: keyOf(request), amount, reason, correlationId })),
    }),
  ];
}

function readRoutes({ readPayment }: UseCases): Route[] {
  return [
    route({
      method: 'get',
      path: '/payments',
      handle: async ({ query: { key } }) => {
        if (!key) throw new InvalidInput('a search for payments needs the key', [{ pointer: '/query/key', message: 'is required' }]);
        // What can be no key was never one; the database would not even take a zero character.
        if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new NotFound('payment under key', key);
        return paymentAnswer(await readPayment.byKey(key));
      },
    }),
    route({
      method: 'get',
      path: '/payments/:paymentId',
      uuidParams: ['paymentId'],
      handle: async ({ params }) => paymentAnswer(await readPayment.byId(params['paymentId'] ?? '')),
    }),
  ];
}

/** Only undefined where a route does not demand the header; these do. */
const keyOf = (request: Pick<ApiRequest, 'idempotencyKey'>): string => request.idempotencyKey ?? '';
