import type { ApiResponse } from '@sidecart/platform';
import { statusAt, type OnRecord } from './domain/reservation.js';
import { available, type Shortage } from './domain/stock.js';
import { etagOf } from './if-match.js';
import type { ShownStock } from './store/stock-store.js';

/** What is on record under an order's id, as it stands at `now`; a tombstone shows as released. */
export function reservationAnswer(orderId: string, record: OnRecord, now: Date, status = 200): ApiResponse {
  if (record === 'BARRED') return { status, body: { orderId, status: 'RELEASED', items: [] } };
  const { id: reservationId, path, items, expiresAt, missing, reason } = record;
  return {
    status,
    body: {
      orderId,
      reservationId,
      path,
      status: statusAt(record, now),
      items,
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.toISOString() }),
      ...(missing.length === 0 ? {} : { missing }),
      ...(reason === undefined ? {} : { reason }),
    },
    headers: { location: `/reservations/${orderId}` },
  };
}

/** Whether some items could be reserved, and what there is too little of if not. */
export const availabilityAnswer = (missing: readonly Shortage[]): ApiResponse => ({
  status: 200,
  body: { available: missing.length === 0, missing },
});

/** One SKU's stock, with its version as ETag. */
export const stockAnswer = (stock: ShownStock, status = 200): ApiResponse => ({
  status,
  body: stockBody(stock),
  headers: { etag: etagOf(stock.version) },
});

/** One page of stock; `next` is the `after` of the following page, null on the last. */
export function stockPageAnswer(rows: readonly ShownStock[], limit: number): ApiResponse {
  const page = rows.slice(0, limit);
  return { status: 200, body: { items: page.map(stockBody), next: rows.length > limit ? (page.at(-1)?.sku ?? null) : null } };
}

function stockBody(stock: ShownStock) {
  const { sku, onHand, reserved, version, updatedAt } = stock;
  return { sku, onHand, reserved, available: available(stock), version, updatedAt: updatedAt.toISOString() };
}
