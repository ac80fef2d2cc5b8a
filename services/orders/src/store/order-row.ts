import type { Fulfillment, Order as Sale, OrderPath, OrderStatus } from '@sidecart/contracts';
import type { Order } from '../domain/order.js';
import { Prisma } from '../generated/prisma/client.js';

/** An order's row as `orderColumns` reads it. */
export interface OrderRow {
  readonly content: Sale;
  readonly path: OrderPath;
  readonly status: OrderStatus;
  readonly fulfillment: Fulfillment;
  readonly version: number;
  readonly recorded_at: Date;
  readonly updated_at: Date;
}

/** The columns an order is made of. */
export const orderColumns = Prisma.sql`content, path, status, fulfillment, version, recorded_at, updated_at`;

/** The order a row stands for. */
export function toOrder({ content, path, status, fulfillment, version, recorded_at, updated_at }: OrderRow): Order {
  return { sale: content, path, status, fulfillment, version, recordedAt: recorded_at, updatedAt: updated_at };
}
