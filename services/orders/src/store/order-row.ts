import type { Fulfillment, OrderStatus } from '@sidecart/contracts';
import type { Failure, Order, Outcome, ProcessingPath, Progress, Route } from '../domain/order.js';
import { Prisma } from '../generated/prisma/client.js';

/** An order's row as `orderColumns` reads it. */
export interface OrderRow {
  readonly origin: Order['origin'];
  readonly content: Order['content'];
  readonly path: ProcessingPath | null;
  readonly route: Route;
  readonly status: OrderStatus;
  readonly fulfillment: Fulfillment;
  readonly currency: string;
  readonly total_minor: bigint | null;
  readonly progress: Progress;
  readonly outcome: Outcome | null;
  readonly failure: Failure | null;
  readonly finished_at: Date | null;
  readonly card_token: string | null;
  readonly correlation_id: string | null;
  readonly version: number;
  readonly recorded_at: Date;
  readonly updated_at: Date;
}

/** The columns an order is made of. */
export const orderColumns = Prisma.sql`origin, content, path, route, status, fulfillment, currency, total_minor, progress, outcome,
  failure, finished_at, card_token, correlation_id, version, recorded_at, updated_at`;

/** The order a row stands for. */
export function toOrder(row: OrderRow): Order {
  const { origin, content, route, status, fulfillment, progress, version } = row;
  return {
    ...{ origin, content, route, status, fulfillment, progress, version },
    path: row.path ?? undefined,
    total: row.total_minor === null ? undefined : { minor: Number(row.total_minor), currency: row.currency },
    outcome: row.outcome ?? undefined,
    failure: row.failure ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    cardToken: row.card_token ?? undefined,
    correlationId: row.correlation_id ?? undefined,
    recordedAt: row.recorded_at,
    updatedAt: row.updated_at,
  };
}
