import { bodies } from '@sidecart/contracts';
import { route, type ApiRequest, type ApiResponse, type Platform, type Route } from '@sidecart/platform';
import type { CheckoutTx } from './store/client.js';
import type { Carts } from './use-cases/change-cart.js';
import type { CompleteSession } from './use-cases/complete-session.js';
import { RETRY_AFTER_SECONDS, type CompletionAnswer } from './use-cases/completion-answer.js';
import { listUnacknowledgedSales } from './use-cases/list-unacknowledged.js';
import type { Sessions } from './use-cases/open-session.js';

/** The use cases behind checkout's HTTP interface. */
export interface UseCases {
  readonly carts: Carts;
  readonly sessions: Sessions;
  readonly complete: CompleteSession;
}

const ITEM = '/carts/:cartId/items/:sku';
const uuidParams = ['cartId'];

/** Every route of checkout: path → contract → use case. */
export function checkoutRoutes(platform: Platform<CheckoutTx>, useCases: UseCases): readonly Route[] {
  return [...cartRoutes(useCases.carts), ...sessionRoutes(useCases), unacknowledgedRoute(platform)];
}

function cartRoutes(carts: Carts): readonly Route[] {
  return [
    route({ method: 'get', path: '/products', handle: async () => ok({ products: await carts.products() }) }),
    route({ method: 'get', path: '/carts/:cartId', uuidParams, handle: async ({ params }) => ok(await carts.show(param(params, 'cartId'))) }),
    route({ method: 'delete', path: '/carts/:cartId', uuidParams, handle: async ({ params }) => ok(await carts.clear(param(params, 'cartId'))) }),
    route({
      method: 'put',
      path: ITEM,
      uuidParams,
      body: bodies.checkoutPutCartItem,
      handle: async ({ params, body }) => ok(await carts.changeItem(param(params, 'cartId'), param(params, 'sku'), { type: 'put', ...body })),
    }),
    route({
      method: 'patch',
      path: ITEM,
      uuidParams,
      body: bodies.checkoutPatchCartItem,
      handle: async ({ params, body }) => ok(await carts.changeItem(param(params, 'cartId'), param(params, 'sku'), { type: 'patch', ...body })),
    }),
    route({
      method: 'delete',
      path: ITEM,
      uuidParams,
      handle: async ({ params }) => ok(await carts.changeItem(param(params, 'cartId'), param(params, 'sku'), { type: 'remove' })),
    }),
  ];
}

function sessionRoutes({ sessions, complete }: UseCases): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/checkout-sessions',
      body: bodies.checkoutCreateSession,
      async handle({ body }) {
        const session = await sessions.open(body);
        return { status: 201, body: session, headers: { Location: sessionPath(session.id) } };
      },
    }),
    route({
      method: 'get',
      path: '/checkout-sessions/:id',
      uuidParams: ['id'],
      handle: async ({ params }) => ok(await sessions.show(param(params, 'id'))),
    }),
    route({
      method: 'post',
      path: '/checkout-sessions/:id/complete',
      uuidParams: ['id'],
      body: bodies.checkoutCompleteSession,
      idempotencyKey: 'required',
      async handle({ params, body, idempotencyKey, correlationId }) {
        return completionResponse(
          await complete({ sessionId: param(params, 'id'), clientKey: idempotencyKey ?? '', cardToken: body.cardToken, correlationId }),
        );
      },
    }),
  ];
}

function unacknowledgedRoute(platform: Platform<CheckoutTx>): Route {
  return route({
    method: 'get',
    path: '/admin/unacknowledged',
    access: 'admin',
    handle: async ({ query }) => ok(await listUnacknowledgedSales(platform, { after: query.after, limit: query.limit })),
  });
}

function completionResponse(answer: CompletionAnswer): ApiResponse {
  if (answer.type === 'completed') return { status: answer.repeated ? 200 : 201, body: answer.sale };
  const headers = { 'Retry-After': String(RETRY_AFTER_SECONDS), Location: sessionPath(answer.sessionId) };
  return { status: 202, body: { status: 'PROCESSING' }, headers };
}

/** The router sets every parameter of a route's own path. */
const param = (params: ApiRequest['params'], name: string): string => params[name] ?? '';
const sessionPath = (id: string): string => `/checkout-sessions/${id}`;
const ok = (body: unknown): ApiResponse => ({ status: 200, body });
