import { InvalidInput, route, type ApiRequest, type Route } from '@sidecart/platform';
import { pageAnswer, paymentBody } from '../answers.js';
import { readPageQuery } from '../page-query.js';
import type { StoredFinding } from '../store/finding-store.js';
import type { ReadBooks } from '../use-cases/read-books.js';
import type { ReadPayment } from '../use-cases/read-payment.js';

/** What the routes call. */
export interface AdminUseCases {
  readonly readPayment: ReadPayment;
  readonly readBooks: ReadBooks;
}

const READ_MS = 30_000;
const DEFAULT_HOURS = 24;
const MAX_HOURS = 720;

/** The operator's routes: the list of payments, and whether the books agree with the provider's. */
export function adminRoutes({ readPayment, readBooks }: AdminUseCases): Route[] {
  return [
    route({
      method: 'get',
      path: '/admin/payments',
      access: 'admin',
      async handle({ query }) {
        const page = readPageQuery(query);
        return pageAnswer(await readPayment.list({ ...page, limit: page.limit + 1 }), page.limit, paymentBody);
      },
    }),
    route({
      method: 'get',
      path: '/admin/reconciliation',
      access: 'admin',
      async handle({ query: { state, ...query } }) {
        const { limit, after } = readPageQuery({ limit: query['limit'], after: query['after'] });
        const { found, open } = await readBooks.findings({ all: readState(state), after, limit: limit + 1 });
        return pageAnswer(found, limit, findingBody, { open });
      },
    }),
    route({
      method: 'get',
      path: '/admin/books',
      access: 'admin',
      handle: async ({ query }) => ({ status: 200, body: await readBooks.report(readHours(query), AbortSignal.timeout(READ_MS)) }),
    }),
  ];
}

function readState(state: string | undefined): boolean {
  if (state === undefined || state === 'open') return false;
  if (state === 'all') return true;
  throw new InvalidInput('a query parameter is not valid', [{ pointer: '/query/state', message: 'must be open or all' }]);
}

function readHours({ hours }: ApiRequest['query']): number {
  const count = hours === undefined ? DEFAULT_HOURS : /^[1-9]\d{0,2}$/.test(hours) ? Number(hours) : 0;
  if (count >= 1 && count <= MAX_HOURS) return count;
  throw new InvalidInput('a query parameter is not valid', [{ pointer: '/query/hours', message: `must be 1 to ${MAX_HOURS}` }]);
}

function findingBody({ id, kind, key, paymentId, detail, foundAt, seenAt, resolvedAt }: StoredFinding) {
  const times = { foundAt: foundAt.toISOString(), seenAt: seenAt.toISOString(), ...(resolvedAt && { resolvedAt: resolvedAt.toISOString() }) };
  return { id, kind, key, ...(paymentId !== undefined && { paymentId }), ...(detail as object), ...times };
}
