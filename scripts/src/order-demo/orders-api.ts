import { randomUUID } from 'node:crypto';
import { Agent, request, type Dispatcher } from 'undici';
import type { Stack } from '../stack/index.js';
import type { Line } from './scenarios.js';

/** An order that was taken. */
export interface PlacedOrder {
  readonly orderId: string;
  /** How long the answer took, milliseconds. */
  readonly answerMs: number;
}

/** A fault to switch on; see the services' `PUT /admin/faults`. */
export interface FaultSwitch {
  readonly operation: string;
  readonly effect: 'slow' | 'fail' | 'decline';
  readonly delayMs?: number;
  readonly share?: number;
}

/** The ways an order can be processed, by the name `--path` takes. */
export const paths = ['choreography', 'orchestration', 'shadow', 'canary'] as const;
/** A path's name. */
export type PathName = (typeof paths)[number];

/** Places orders as a shop's page would, and does what an operator may. */
export interface OrdersApi {
  place(customer: string, lines: readonly Line[]): Promise<PlacedOrder>;
  switchFault(service: string, fault: FaultSwitch): Promise<void>;
  choosePath(path: PathName): Promise<void>;
  /** Ends placement and scheduler for good. */
  stopEngine(): Promise<void>;
  /** What the warehouse finds wrong in its own books, pieces. */
  warehouseDrift(): Promise<number>;
  close(): Promise<void>;
}

type Json = Readonly<Record<string, unknown>>;

type Call = (method: Dispatcher.HttpMethod, service: string, path: string, body?: Json, headers?: Record<string, string>) => Promise<Json>;

/** What pricing would ask; the same lines cost the same, so it is asked once. */
function createPrices(call: Call): (lines: readonly Line[]) => Promise<unknown> {
  const prices = new Map<string, Promise<unknown>>();
  return (lines) => {
    const key = JSON.stringify(lines);
    const known = prices.get(key) ?? call('POST', 'pricing', '/quotes?dryRun=true', quoteBody(lines)).then(({ total }) => total);
    prices.set(key, known);
    return known;
  };
}

/** Makes the client of a stack's services; its connections are kept open until `close`. */
export function createOrdersApi(stack: Stack): OrdersApi {
  const dispatcher = new Agent({ connections: 64, headersTimeout: 60_000, bodyTimeout: 60_000 });
  const admin = { authorization: `Bearer ${stack.secrets.adminToken}` };
  const call = async (
    method: Dispatcher.HttpMethod,
    service: string,
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ): Promise<Json> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const url = `${stack.app(service).url}${path}`;
    const response = await request(url, { dispatcher, method, headers: { 'content-type': 'application/json', ...headers }, ...content });
    const text = await response.body.text();
    if (response.statusCode >= 400) throw new Error(`${method} ${url} answered ${response.statusCode}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Json;
  };
  const priceOf = createPrices(call);
  return {
    async place(customer, lines) {
      const body = orderBody(customer, lines, await priceOf(lines));
      const startedAt = performance.now();
      const answer = await call('POST', 'orders', '/orders', body, { 'idempotency-key': randomUUID() });
      return { orderId: String(answer['orderId']), answerMs: performance.now() - startedAt };
    },
    async switchFault(service, fault) {
      await call('PUT', service, '/admin/faults', { faults: [fault] }, admin);
    },
    async choosePath(path) {
      const share = path === 'canary' ? { canaryPercent: 50 } : {};
      const insist = path === 'canary' || path === 'orchestration' ? { force: true, reason: 'Shown in the demo.' } : {};
      await call('PUT', 'orders', '/admin/rollout', { mode: path, changedBy: 'demo', ...share, ...insist }, admin);
    },
    async stopEngine() {
      await Promise.all([stack.part('scheduler').stop(), stack.part('placement').stop()]);
    },
    warehouseDrift: async () => Number((await call('GET', 'warehouse', '/admin/books', undefined, admin))['drift']),
    close: () => dispatcher.close(),
  };
}

const shippingAddress = { name: 'Jane Doe', line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' };

const quoteBody = (items: readonly Line[]): Json => ({
  reference: { type: 'order', id: randomUUID() },
  customerId: 'demo',
  items,
  destination: { country: shippingAddress.country },
});

const orderBody = (customer: string, items: readonly Line[], expectedTotal: unknown): Json => ({
  customer: { id: customer, email: `${customer}@example.org` },
  ...{ items, shippingAddress, expectedTotal },
  payment: { method: 'card', cardToken: 'tok_visa' },
});
