import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { Stack, StackOptions } from '../../../scripts/src/stack/index.js';
import { createTestStack } from '../../support/stack.js';
import { eventually } from '../../../packages/platform/src/testing/index.js';

/** The answer to one HTTP call. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** A completed sale as the customer sees it. */
export interface Sale {
  readonly sessionId: string;
  readonly orderId: string;
  readonly orderNumber: string;
}

/** A stack of its own with hands on every part of it, and the calls a customer and an operator make. */
export interface Shop {
  readonly stack: Stack;
  http(service: string, method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Answer>;
  /** A session with a filled cart, ready to be paid. */
  session(): Promise<string>;
  complete(sessionId: string, options?: { cardToken?: string; key?: string }): Promise<Answer>;
  sell(): Promise<Sale>;
  sellMany(count: number): Promise<readonly Sale[]>;
  /** Rows of a service's own database. */
  rows<Row = Record<string, unknown>>(service: string, sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Puts an event on a topic through a service's sidecar. */
  publish(service: string, topic: string, event: unknown): Promise<number>;
  /** Waits until every one of these sales stands in orders exactly once and is acknowledged, and the books balance. */
  allRecorded(sales: readonly Sale[], timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

const address = { name: 'Jane Doe', line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' };

/** Brings up an isolated stack on free ports with throwaway data. */
export async function openShop(options: Partial<StackOptions> = {}): Promise<Shop> {
  const stack = await createTestStack(options);
  const pools = new Map<string, Pool>();
  const poolOf = (service: string): Pool => {
    const known = pools.get(service);
    if (known !== undefined) return known;
    const pool = new Pool({ connectionString: stack.databaseUrl(service), max: 2 });
    pool.on('error', () => undefined);
    pools.set(service, pool);
    return pool;
  };
  const rows: Shop['rows'] = async <Row>(service: string, sql: string, values: readonly unknown[] = []) => {
    return (await poolOf(service).query(sql, [...values])).rows as Row[];
  };
  const http: Shop['http'] = async (service, method, path, { body, headers } = {}) => {
    const init = { method, headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } };
    const response = await fetch(`${stack.app(service).url}${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
  };
  const session: Shop['session'] = async () => {
    const cartId = randomUUID();
    await http('checkout', 'PUT', `/carts/${cartId}/items/TEA-GREEN-100`, { body: { quantity: 2 } });
    const customer = { id: `customer-${cartId.slice(0, 4)}`, email: 'jane@example.com' };
    // Its prices are asked for through the sidecar, which may just be starting again: a shop's page tries again, too.
    const opened = await eventually(
      async () => {
        const answer = await http('checkout', 'POST', '/checkout-sessions', { body: { cartId, customer, shippingAddress: address } });
        return answer.status === 503 ? undefined : answer;
      },
      { timeoutMs: 60_000, everyMs: 500 },
    );
    if (opened.status !== 201) throw new Error(`no session: ${JSON.stringify(opened)}`);
    return String(opened.body['id']);
  };
  const complete: Shop['complete'] = (sessionId, { cardToken = 'tok_visa', key = randomUUID() } = {}) =>
    http('checkout', 'POST', `/checkout-sessions/${sessionId}/complete`, { body: { cardToken }, headers: { 'idempotency-key': key } });
  const sell = async (): Promise<Sale> => {
    const sessionId = await session();
    const answer = await complete(sessionId);
    if (answer.status !== 201) throw new Error(`not sold: ${JSON.stringify(answer)}`);
    return { sessionId, orderId: String(answer.body['orderId']), orderNumber: String(answer.body['orderNumber']) };
  };
  const shop: Shop = {
    stack,
    http,
    session,
    complete,
    sell,
    rows,
    sellMany: async (count) => {
      const sales: Sale[] = [];
      while (sales.length < count) sales.push(...(await Promise.all(Array.from({ length: Math.min(10, count - sales.length) }, sell))));
      return sales;
    },
    publish: async (service, topic, event) => {
      const response = await fetch(`${stack.sidecar(service).url}/v1.0/publish/pubsub/${topic}`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents+json', 'dapr-api-token': stack.secrets.daprApiToken },
        body: JSON.stringify(event),
      });
      return response.status;
    },
    allRecorded: (sales, timeoutMs = 60_000) => eventually(() => balanced(rows, sales), { timeoutMs, everyMs: 200 }).then(() => undefined),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.end()));
      await stack.stop();
    },
  };
  return shop;
}

/** Throws a description of what is missing or double; resolves to true when nothing is. */
async function balanced(rows: Shop['rows'], sales: readonly Sale[]): Promise<true> {
  const ids = sales.map(({ orderId }) => orderId).sort();
  const [orders, captured, open, ours] = await Promise.all([
    rows<{ id: string }>('orders', 'select id from orders order by id'),
    rows<{ n: number }>('payment', "select count(*)::int as n from payments where status = 'CAPTURED'"),
    rows<{ n: number }>('checkout', 'select count(*)::int as n from checkout_transactions where acknowledged_at is null'),
    rows<{ n: number }>('checkout', 'select count(*)::int as n from sales'),
  ]);
  const recorded = orders.map(({ id }) => id).filter((id) => ids.includes(id));
  const state = {
    sold: ids.length,
    recorded: recorded.length,
    orders: orders.length,
    captured: captured[0]?.n,
    sales: ours[0]?.n,
    unacknowledged: open[0]?.n,
  };
  const good = recorded.length === ids.length && state.orders === state.sales && state.captured === state.sales && state.unacknowledged === 0;
  if (!good) throw new Error(`the books do not balance: ${JSON.stringify(state)}`);
  return true;
}
