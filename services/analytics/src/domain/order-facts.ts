import type { ItemQuantity, Money, OrderPath, OrderStatus } from '@sidecart/contracts';
import { greatest, highest, least, mergeAmounts, microseconds } from './merge.js';

/** How an order came in and is processed; the later one wins. A sale of checkout goes on by choreography and stays one of checkout. */
export const pathScale: readonly OrderPath[] = ['choreography', 'orchestration', 'checkout'];

/** Where an order stands; the later one wins, so a dead order stays dead. */
export const statusScale: readonly OrderStatus[] = [
  'PENDING',
  'IN_REVIEW',
  'PAID',
  'RESERVED',
  'SHIPPED',
  'COMPLETED',
  'CANCELLED',
  'PAYMENT_FAILED',
  'FAILED',
];

/** Moments of an order's life; instants with microseconds. */
export const moments = ['placedAt', 'paidAt', 'reservedAt', 'shippedAt', 'completedAt', 'rejectedAt'] as const;
type Moments = { readonly [Name in (typeof moments)[number]]?: string | undefined };

/** What one event, or several, say of an order. What is absent is not known. */
export interface OrderFacts extends Moments {
  readonly orderId: string;
  readonly path?: OrderPath | undefined;
  readonly status?: OrderStatus | undefined;
  /** When orders gave it up, and why. */
  readonly failure?: { readonly at: string; readonly code: string } | undefined;
  /** What was charged. */
  readonly total?: Money | undefined;
  readonly paymentId?: string | undefined;
  /** Pieces by SKU. */
  readonly items?: Readonly<Record<string, number>> | undefined;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** What one event says, with its instants as the event writes them. */
export type OrderNews = Omit<OrderFacts, 'firstAt' | 'lastAt' | 'items'> & { readonly items?: readonly ItemQuantity[] };

/** The facts of an event that happened at `time`. */
export function factsOf({ items, failure, ...news }: OrderNews, time: string): OrderFacts {
  const at = microseconds(time);
  const known = moments.flatMap((name) => (news[name] === undefined ? [] : [[name, microseconds(news[name])] as const]));
  return {
    ...news,
    ...Object.fromEntries(known),
    ...(failure === undefined ? {} : { failure: { code: failure.code, at: microseconds(failure.at) } }),
    ...(items === undefined ? {} : { items: pieces(items) }),
    firstAt: at,
    lastAt: at,
  };
}

function pieces(items: readonly ItemQuantity[]): Readonly<Record<string, number>> {
  const sum = new Map<string, number>();
  for (const { sku, quantity } of items) sum.set(sku, (sum.get(sku) ?? 0) + quantity);
  return Object.fromEntries(sum);
}

/** What two say of one order: commutative, associative, and the same again changes nothing. */
export function mergeOrders(a: OrderFacts, b: OrderFacts): OrderFacts {
  return {
    orderId: a.orderId,
    path: highest(pathScale, a.path, b.path),
    status: highest(statusScale, a.status, b.status),
    ...Object.fromEntries(moments.map((name) => [name, least(a[name], b[name])])),
    failure: earlier(a.failure, b.failure),
    total: mergeAmounts(a.total, b.total),
    paymentId: greatest(a.paymentId, b.paymentId),
    items: a.items === undefined || b.items === undefined ? (a.items ?? b.items) : mostPieces(a.items, b.items),
    firstAt: least(a.firstAt, b.firstAt) ?? a.firstAt,
    lastAt: greatest(a.lastAt, b.lastAt) ?? a.lastAt,
  };
}

/** The first reason counts; of two at one moment, the one that comes first in the alphabet. */
function earlier(a: OrderFacts['failure'], b: OrderFacts['failure']): OrderFacts['failure'] {
  if (a === undefined || b === undefined) return a ?? b;
  return `${a.at} ${a.code}` <= `${b.at} ${b.code}` ? a : b;
}

function mostPieces(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const skus = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...skus].map((sku) => [sku, greatest(a[sku], b[sku]) ?? 0]));
}
