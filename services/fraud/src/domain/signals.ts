import type { Address } from '@sidecart/contracts';

/** An order as it is put to fraud. */
export interface Order {
  readonly orderId: string;
  readonly customer: { readonly id: string; readonly email: string };
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly total: { readonly minor: number; readonly currency: string };
  readonly shippingAddress: Address;
  /** Whether the customer is on record; undefined where nobody asked. */
  readonly customerKnown?: boolean | undefined;
}

/** What is known of a customer's earlier orders. */
export interface History {
  /** Orders within the window; no more than the limit are counted. */
  readonly recentOrders: number;
  /** Where the approved ones of the last orders went, newest first. */
  readonly countries: readonly string[];
}

/** An e-mail domain under watch, and the points an address there adds. */
export interface WatchedDomain {
  readonly domain: string;
  readonly points: number;
}

/** What an operator sets. */
export interface Settings {
  readonly reviewAt: number;
  readonly rejectAt: number;
  readonly velocityLimit: number;
  readonly velocityWindowMs: number;
  readonly watchedDomains: readonly WatchedDomain[];
}

/** All the rules look at; no name, no address, no e-mail. */
export interface Signals extends History {
  /** Minor units. */
  readonly total: number;
  /** The most pieces of one SKU. */
  readonly pieces: number;
  /** In small letters. */
  readonly emailDomain: string;
  readonly country: string;
  /** Null where nobody asked. */
  readonly customerKnown: boolean | null;
}

/** What the rules look at in an order. */
export function signalsOf({ customer, items, total, shippingAddress, customerKnown }: Order, history: History): Signals {
  return {
    ...history,
    total: total.minor,
    pieces: Math.max(0, ...quantities(items).values()),
    emailDomain: customer.email.slice(customer.email.lastIndexOf('@') + 1).toLowerCase(),
    country: shippingAddress.country,
    customerKnown: customerKnown ?? null,
  };
}

/** How many of each SKU; lines of one SKU are added up. */
export function quantities(items: Order['items']): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of items) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return sums;
}
