import { randomUUID } from 'node:crypto';
import type { OrdersPlaceOrderBody } from '@sidecart/contracts';
import type { PlatformEvent } from '@sidecart/platform';
import type { OrdersUnderTest } from './orders-under-test.js';

/** The card of every order a test places; it must show up nowhere but in the order's own event. */
export const CARD = 'tok_of_the_test';

/** A request for two mugs at no more than 30.25 EUR. */
export function orderRequest(changes: Partial<OrdersPlaceOrderBody> = {}): OrdersPlaceOrderBody {
  return {
    customer: { id: 'customer-17', email: 'ada@example.com' },
    items: [{ sku: 'MUG-BLUE', quantity: 2 }],
    shippingAddress: { name: 'Ada Example', line1: '12 Harbour Street', city: 'Rotterdam', postalCode: '3011 AA', country: 'NL' },
    expectedTotal: { minor: 3025, currency: 'EUR' },
    payment: { method: 'card', cardToken: CARD },
    ...changes,
  };
}

/** Places an order and resolves to its id. */
export async function placeOrder(orders: OrdersUnderTest, changes: Partial<OrdersPlaceOrderBody> = {}): Promise<string> {
  const response = await orders.place(orderRequest(changes), randomUUID());
  return (response.body as { orderId: string }).orderId;
}

/** One row of an order, as far as tests look at it. */
export interface ShownRow {
  readonly status: string;
  readonly version: number;
  readonly path: string | null;
  readonly outcome: string | null;
  readonly progress: Readonly<Record<string, unknown>>;
  readonly fulfillment: Readonly<Record<string, unknown>>;
  readonly failure: Readonly<Record<string, unknown>> | null;
  readonly card_token: string | null;
  readonly total_minor: number | null;
  readonly next_look_at: Date | null;
  readonly looks: number;
}

/** What the database holds of an order, and what was told of it. */
export function booksOf(orders: OrdersUnderTest) {
  const { rows } = orders;
  return {
    row: async (orderId: string): Promise<ShownRow> => {
      const [row] = await rows<ShownRow>(
        `select status, version, path, outcome, progress, fulfillment, failure, card_token, total_minor::int, next_look_at, looks
         from orders where id = $1::uuid`,
        orderId,
      );
      if (row === undefined) throw new Error(`no order ${orderId}`);
      return row;
    },
    /** Made changes as `from>to`, refused ones as `from!to`. */
    changes: async (orderId: string): Promise<string[]> => {
      const found = await rows<{ from_status: string; to_status: string; applied: boolean }>(
        'select from_status, to_status, applied from order_changes where order_id = $1::uuid order by id',
        orderId,
      );
      return found.map(({ from_status, to_status, applied }) => `${from_status}${applied ? '>' : '!'}${to_status}`);
    },
    timeline: (orderId: string, kind = 'event') =>
      rows<{ name: string; detail: Record<string, unknown>; event_id: string | null }>(
        'select name, detail, event_id from order_timeline where order_id = $1::uuid and kind = $2 order by id',
        orderId,
        kind,
      ),
    /** Events of a topic about an order in the outbox, oldest first. */
    told: async (topic: string, orderId: string): Promise<PlatformEvent<Record<string, unknown>>[]> => {
      const stored = await rows<{ event: PlatformEvent<Record<string, unknown>> }>(
        `select event from platform.outbox_events where topic = $1 and event->>'subject' = $2 order by number`,
        topic,
        orderId,
      );
      return stored.map(({ event }) => event);
    },
  };
}
