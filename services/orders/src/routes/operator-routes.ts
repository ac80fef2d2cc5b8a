import { bodies } from '@sidecart/contracts';
import { route, type ApiRequest, type Platform, type Route } from '@sidecart/platform';
import { pageOf, readPage, type Place } from '../paging.js';
import type { OrdersTx } from '../store/client.js';
import { countFailed, listFailed, type Compensation, type CompensationPosition } from '../store/compensation-store.js';
import { listOpenReviews, type Review } from '../store/review-store.js';
import type { RetryCompensation } from '../use-cases/retry-compensation.js';
import type { ReviewOrder } from '../use-cases/review-order.js';

const idOf = ({ params }: Pick<ApiRequest, 'params'>): string => params['orderId'] ?? '';
const admin = { access: 'admin', uuidParams: ['orderId'] } as const;

/** What waits for a human: flagged orders, and compensations that failed. */
export function operatorRoutes(
  { database, clock }: Platform<OrdersTx>,
  use: { reviewOrder: ReviewOrder; retryCompensation: RetryCompensation },
): Route[] {
  return [
    route({
      ...{ method: 'get', path: '/reviews', access: 'admin' },
      async handle({ query }) {
        const { limit, after } = readPage(query);
        const position = after && { expiresAt: after.at, orderId: after.orderId };
        const rows = await database.transaction((tx) => listOpenReviews(tx, { limit: limit + 1, after: position, now: clock.now() }));
        const { items, next } = pageOf(rows, limit, ({ expiresAt, orderId }) => ({ at: expiresAt, orderId }));
        return { status: 200, body: { items: items.map(reviewBody), next } };
      },
    }),
    route({
      ...{ method: 'post', path: '/orders/:orderId/review', body: bodies.ordersReviewOrder, ...admin },
      handle: async ({ body, ...request }) => ({ status: 200, body: reviewBody(await use.reviewOrder({ orderId: idOf(request), ...body })) }),
    }),
    route({
      ...{ method: 'get', path: '/admin/compensations', access: 'admin' },
      async handle({ query }) {
        const { limit, after } = readPage(query);
        const [rows, waiting] = await database.transaction(async (tx) => [
          await listFailed(tx, { limit: limit + 1, after: after && failedAfter(after) }),
          await countFailed(tx),
        ]);
        const { items, next } = pageOf(rows, limit, ({ updatedAt, orderId, step }) => ({ at: updatedAt, orderId, step }));
        return { status: 200, body: { items: items.map(compensationBody), next, waiting } };
      },
    }),
    route({
      ...{ method: 'post', path: '/admin/compensations/:orderId/:step/retry', ...admin },
      handle: async (request) => ({
        status: 202,
        body: compensationBody(await use.retryCompensation(idOf(request), request.params['step'] ?? '')),
      }),
    }),
  ];
}

const failedAfter = ({ at, orderId, step = '' }: Place): CompensationPosition => ({
  updatedAt: at,
  orderId,
  step: step as CompensationPosition['step'],
});

function reviewBody({ orderId, score, reasons, total, requestedAt, expiresAt, ...end }: Review) {
  const { decision, reviewer, reason, decidedAt } = end;
  const decided = decision === undefined ? {} : { decision, reviewer, reason, decidedAt: decidedAt?.toISOString() };
  return { orderId, score, reasons, total, requestedAt: requestedAt.toISOString(), expiresAt: expiresAt.toISOString(), ...decided };
}

const compensationBody = ({ orderId, step, status, attempts, lastError, createdAt, updatedAt }: Compensation) => ({
  ...{ orderId, step, status, attempts, lastError },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
