import { bodies, type PaymentCaptureBody } from '@sidecart/contracts';
import { InvalidInput, NotFound, route, type ApiRequest, type ApiResponse, type Route } from '@sidecart/platform';
import { captureAnswer, checkAnswer, pageAnswer, paymentAnswer, paymentBody, refundAnswer, voidAnswer } from '../answers.js';
import { readFlag, readPageQuery } from '../page-query.js';
import type { CapturePayment } from '../use-cases/capture-payment.js';
import type { CheckPayment } from '../use-cases/check-payment.js';
import type { ReadPayment } from '../use-cases/read-payment.js';
import type { RefundPayment } from '../use-cases/refund-payment.js';
import type { VoidPayment } from '../use-cases/void-payment.js';

/** What the routes call. */
export interface UseCases {
  readonly capturePayment: CapturePayment;
  readonly checkPayment: CheckPayment;
  readonly refundPayment: RefundPayment;
  readonly voidPayment: VoidPayment;
  readonly readPayment: ReadPayment;
}

/** Payment's HTTP interface for other services: path → contract → use case. */
export function paymentRoutes(use: UseCases): Route[] {
  return [...captureRoutes(use), ...undoRoutes(use), ...readRoutes(use)];
}

function captureRoutes({ capturePayment, checkPayment }: UseCases): Route[] {
  return [
    route<PaymentCaptureBody>({
      method: 'post',
      path: '/payments',
      body: bodies.paymentCapture,
      idempotencyKey: 'required',
      handle: async ({ body, query, correlationId, ...request }) => {
        const { amount, cardToken, reference, path } = body;
        const command = { key: keyOf(request), amount, cardToken, reference, path, correlationId };
        if (readFlag(query, 'dryRun')) return checkAnswer(await checkPayment(command));
        return captureAnswer(await capturePayment(command));
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
    route({ method: 'get', path: '/payments', handle: ({ query }) => search(readPayment, query) }),
    route({
      method: 'get',
      path: '/payments/:paymentId',
      uuidParams: ['paymentId'],
      handle: async ({ params }) => paymentAnswer(await readPayment.byId(params['paymentId'] ?? '')),
    }),
  ];
}

/** By key there is one payment or none, by order a list. */
async function search(readPayment: ReadPayment, query: ApiRequest['query']): Promise<ApiResponse> {
  const { key, orderId } = query;
  if (orderId !== undefined) {
    const page = readPageQuery({ ...query, status: undefined });
    return pageAnswer(await readPayment.list({ ...page, limit: page.limit + 1 }), page.limit, paymentBody);
  }
  if (!key) throw new InvalidInput('a search for payments needs the key or the order', [{ pointer: '/query/key', message: 'is required' }]);
  // What can be no key was never one; the database would not even take a zero character.
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new NotFound('payment under key', key);
  return paymentAnswer(await readPayment.byKey(key));
}

/** Only undefined where a route does not demand the header; these do. */
const keyOf = (request: Pick<ApiRequest, 'idempotencyKey'>): string => request.idempotencyKey ?? '';
