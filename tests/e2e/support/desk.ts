import { randomUUID } from 'node:crypto';
import { eventually } from '../../../packages/platform/src/testing/index.js';
import type { Answer, Shop } from './shop.js';

/** The ways an order is processed. */
export type PathName = 'choreography' | 'orchestration' | 'shadow' | 'canary';

/** What a customer orders; tests say only what matters to them. */
export interface Wish {
  readonly sku?: string;
  readonly quantity?: number;
  readonly cardToken?: string;
  readonly expectedMinor?: number;
  readonly key?: string;
}

/** One line of an order's timeline. */
export interface StoryLine {
  readonly at: string;
  readonly kind: string;
  readonly name: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What the services hold for one order in the end. */
export interface Holdings {
  readonly status: string;
  readonly outcome: string | null;
  readonly path: string | null;
  /** Captures at the provider, whatever became of them. */
  readonly charges: number;
  /** Minor units the provider still holds. */
  readonly heldMinor: number;
  /** How the reservation stands; undefined where there is none. */
  readonly reservation: string | undefined;
  /** Labels that are valid. */
  readonly labels: number;
  /** Kinds of the mails that were sent, sorted. */
  readonly mails: readonly string[];
}

/** Placing orders and watching them, on a shop's stack. */
export interface Desk {
  choose(path: PathName, canaryPercent?: number): Promise<void>;
  /** Places an order; throws unless it was accepted. Resolves to its id. */
  place(wish?: Wish): Promise<string>;
  tryPlace(wish?: Wish, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  order(id: string): Promise<Record<string, unknown>>;
  timeline(id: string): Promise<readonly StoryLine[]>;
  /** Waits until the order has this status. */
  reaches(id: string, status: string, timeoutMs?: number): Promise<void>;
  /** Waits until the order is at its end and everything done for it fits that; resolves to what the services hold. */
  settled(id: string, timeoutMs?: number): Promise<Holdings>;
  holdings(id: string): Promise<Holdings>;
  fault(service: string, rule: Readonly<Record<string, unknown>>): Promise<void>;
  noFaults(): Promise<void>;
  asOperator(service: string, method: string, path: string, body?: unknown): Promise<Answer>;
}

const shippingAddress = { name: 'Jane Doe', line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
const switched = ['payment', 'warehouse', 'shipping', 'fraud', 'notification'] as const;

/** Opens the desk of a shop. */
export function openDesk(shop: Shop): Desk {
  const admin = { authorization: `Bearer ${shop.stack.secrets.adminToken}` };
  const asOperator: Desk['asOperator'] = (service, method, path, body) => shop.http(service, method, path, { body, headers: admin });
  const done = async (answer: Promise<Answer>): Promise<Answer> => {
    const { status, body, headers } = await answer;
    if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    return { status, body, headers };
  };
  const tryPlace: Desk['tryPlace'] = (
    { sku = 'MUG-BLUE', quantity = 1, cardToken = 'tok_visa', expectedMinor = 100_000, key = randomUUID() } = {},
    headers = {},
  ) => {
    const id = randomUUID();
    const body = {
      customer: { id: `customer-${id.slice(0, 8)}`, email: `${id.slice(0, 8)}@example.org` },
      ...{ items: [{ sku, quantity }], shippingAddress, expectedTotal: { minor: expectedMinor, currency: 'EUR' } },
      payment: { method: 'card', cardToken },
    };
    return shop.http('orders', 'POST', '/orders', { body, headers: { 'idempotency-key': key, ...headers } });
  };
  const desk: Desk = {
    asOperator,
    tryPlace,
    async choose(path, canaryPercent) {
      const force = path === 'canary' || path === 'orchestration' ? { force: true, reason: 'A test.' } : {};
      await done(asOperator('orders', 'PUT', '/admin/rollout', { mode: path, changedBy: 'test', canaryPercent, ...force }));
    },
    place: async (wish) => String((await done(tryPlace(wish))).body['orderId']),
    order: async (id) => (await done(shop.http('orders', 'GET', `/orders/${id}`))).body,
    timeline: async (id) => (await done(shop.http('orders', 'GET', `/orders/${id}/timeline`))).body['items'] as StoryLine[],
    reaches: async (id, status, timeoutMs = 60_000) => {
      const look = async (): Promise<boolean> => {
        const now = (await desk.order(id))['status'];
        if (now !== status) throw new Error(`order ${id} is ${String(now)}, not ${status}`);
        return true;
      };
      await eventually(look, { timeoutMs, everyMs: 100 });
    },
    holdings: (id) => holdingsOf(shop, id),
    settled: async (id, timeoutMs = 90_000) =>
      eventually(
        async () => {
          const held = await holdingsOf(shop, id);
          if (!fits(held)) throw new Error(`order ${id} is not settled: ${JSON.stringify(held)}`);
          return held;
        },
        { timeoutMs, everyMs: 200 },
      ),
    fault: async (service, rule) => {
      await done(asOperator(service, 'PUT', '/admin/faults', { faults: [rule] }));
    },
    noFaults: async () => {
      await Promise.all(switched.map((service) => done(asOperator(service, 'DELETE', '/admin/faults'))));
    },
  };
  return desk;
}

async function holdingsOf(shop: Shop, id: string): Promise<Holdings> {
  const [orders, charges, reservations, labels, mails] = await Promise.all([
    shop.rows<{ status: string; outcome: string | null; path: string | null }>('orders', 'select status, outcome, path from orders where id = $1', [
      id,
    ]),
    shop.rows<{ charges: number; held: number }>(
      'payment',
      `select count(*)::int as charges, coalesce(sum(amount_minor - refunded_minor), 0)::int as held
       from simulator_charges where status = 'captured' and key like $1 || ':%'`,
      [id],
    ),
    shop.rows<{ status: string }>('warehouse', 'select status from reservations where order_id = $1', [id]),
    shop.rows<{ n: number }>('shipping', "select count(*)::int as n from shipments where order_id = $1 and status = 'CREATED'", [id]),
    shop.rows<{ kind: string }>('notification', "select kind from mails where order_id = $1 and status = 'SENT' order by kind", [id]),
  ]);
  const { status = 'MISSING', outcome = null, path = null } = orders[0] ?? {};
  return {
    ...{ status, outcome, path },
    charges: charges[0]?.charges ?? 0,
    heldMinor: charges[0]?.held ?? 0,
    reservation: reservations[0]?.status,
    labels: labels[0]?.n ?? 0,
    mails: mails.map(({ kind }) => kind),
  };
}

/** True when nothing is left to happen: a completed order has it all, a dead one nothing, and the customer knows. */
function fits({ status, outcome, heldMinor, reservation, labels, mails }: Holdings): boolean {
  if (status === 'COMPLETED') return heldMinor > 0 && reservation === 'SHIPPED' && labels === 1 && mails.length === 2;
  const free = !['HELD', 'CONFIRMED', 'SHIPPED'].includes(reservation ?? '');
  return outcome !== null && heldMinor === 0 && labels === 0 && free && mails.length >= 1;
}
