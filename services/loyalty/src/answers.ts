import type { ApiResponse } from '@sidecart/platform';
import type { Points, PostedEntry } from './store/ledger-store.js';

/** A customer's points. */
export const pointsAnswer = (customerId: string, { balance, lifetime }: Points): ApiResponse => ({
  status: 200,
  body: { customerId, balance, lifetime },
});

/** One page of entries; `next` is the `after` of the following page, null on the last. */
export function entryPageAnswer(rows: readonly PostedEntry[], limit: number): ApiResponse {
  const page = rows.slice(0, limit);
  return { status: 200, body: { items: page.map(entryBody), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null } };
}

function entryBody({ id, kind, points, orderId, refundId, createdAt }: PostedEntry) {
  return { id, kind, points, orderId, ...(refundId === undefined ? {} : { refundId }), createdAt: createdAt.toISOString() };
}
