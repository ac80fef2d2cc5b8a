import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request, type Dispatcher } from 'undici';

/** One line of a cart. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** A sale as checkout has confirmed it. */
export interface PlacedSale {
  readonly orderId: string;
  readonly orderNumber: string;
  /** When the answer of `complete` had arrived, in milliseconds since 1970. */
  readonly answeredAt: number;
}

/** Buys over the services' public HTTP interface, as a shop's page would. */
export interface SalesClient {
  /** Fills a cart, opens a checkout session and completes it. Throws with checkout's own words when any of it is refused. */
  placeSale(customer: string, lines: readonly Line[], cardToken?: string): Promise<PlacedSale>;
  /** The order as orders shows it; undefined while it does not know it. */
  findOrder(orderId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  close(): Promise<void>;
}

/** Where the two services a sale touches directly are. */
export interface SalesUrls {
  readonly checkout: string;
  readonly orders: string;
}

type Json = Readonly<Record<string, unknown>>;
const COMPLETE_TIMEOUT_MS = 60_000;

/** Makes a client; its connections are kept open until `close`. */
export function createSalesClient(urls: SalesUrls): SalesClient {
  const dispatcher = new Agent({ connections: 64, headersTimeout: 30_000, bodyTimeout: 30_000 });
  const call = (method: Dispatcher.HttpMethod, url: string, body?: Json, headers?: Record<string, string>) =>
    send(dispatcher, method, url, body, headers);
  return {
    async placeSale(customer, lines, cardToken = 'tok_visa') {
      const cartId = randomUUID();
      for (const { sku, quantity } of lines) await call('PUT', `${urls.checkout}/carts/${cartId}/items/${sku}`, { quantity });
      const session = await call('POST', `${urls.checkout}/checkout-sessions`, sessionBody(cartId, customer));
      return complete(call, `${urls.checkout}/checkout-sessions/${String(session.body['id'])}/complete`, cardToken);
    },
    async findOrder(orderId) {
      const { status, body } = await call('GET', `${urls.orders}/orders/${orderId}`);
      return status === 404 ? undefined : body;
    },
    close: () => dispatcher.close(),
  };
}

type Call = (method: Dispatcher.HttpMethod, url: string, body?: Json, headers?: Record<string, string>) => Promise<{ status: number; body: Json }>;

/** Asks again under the same key while the payment's outcome is not known yet. */
async function complete(call: Call, url: string, cardToken: string): Promise<PlacedSale> {
  const headers = { 'Idempotency-Key': randomUUID() };
  const deadline = Date.now() + COMPLETE_TIMEOUT_MS;
  for (;;) {
    const { status, body } = await call('POST', url, { cardToken }, headers);
    if (status !== 202) return { orderId: String(body['orderId']), orderNumber: String(body['orderNumber']), answeredAt: Date.now() };
    if (Date.now() > deadline) throw new Error(`${url} was still in progress after ${COMPLETE_TIMEOUT_MS / 1000} s`);
    await delay(500);
  }
}

async function send(dispatcher: Dispatcher, method: Dispatcher.HttpMethod, url: string, body?: Json, headers?: Record<string, string>) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await request(url, { dispatcher, method, headers: { 'content-type': 'application/json', ...headers }, ...content });
  const text = await response.body.text();
  if (response.statusCode >= 400 && response.statusCode !== 404) throw new Error(`${method} ${url} answered ${response.statusCode}: ${text}`);
  return { status: response.statusCode, body: (text === '' ? {} : JSON.parse(text)) as Json };
}

function sessionBody(cartId: string, customer: string): Json {
  return {
    cartId,
    customer: { id: customer, email: `${customer}@example.org` },
    shippingAddress: { name: `Customer ${customer}`, line1: 'Main Street 1', city: 'Berlin', postalCode: '10115', country: 'DE' },
  };
}
