import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly payment_intent: string;
  readonly metadata: Record<string, string>;
  status: string;
}

interface Intent {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly card: string;
  readonly metadata: Record<string, string>;
  readonly created: number;
  status: string;
  received: number;
  error: object | null;
}

interface Saved {
  readonly params: string;
  readonly answer: Answer;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What happens to a request instead: done and its answer lost, not done and an error, or refused for a lock. */
type Mishap = 'lost' | 'down' | 'locked' | 'limited';

/**
 * A Stripe in memory that keeps its promises: PaymentIntents are charged once, refunds never exceed them, idempotency keys give
 * the saved answer until they are forgotten. Written after Stripe's reference; `stripe-mock` checks the requests' shape.
 */
export interface StripeDouble {
  readonly url: string;
  readonly intents: Map<string, Intent>;
  readonly refunds: Refund[];
  /** Requests taken, such as `POST /v1/refunds`. */
  readonly requests: string[];
  readonly authorizations: Set<string>;
  /** Mishaps by `METHOD /path` with `:id` for ids, taken one by one. */
  readonly mishaps: Map<string, Mishap[]>;
  /** A day passes: every idempotency key is forgotten. */
  forgetKeys(): void;
  clear(): void;
  close(): Promise<void>;
}

const declines: Readonly<Record<string, string>> = {
  pm_card_chargeDeclined: 'generic_decline',
  pm_card_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_authenticationRequired: 'authentication_required',
};
const known = new Set(['pm_card_visa', 'pm_card_processing', ...Object.keys(declines)]);
const failure = (status: number, type: string, code: string, more: object = {}): Answer => ({
  status,
  body: { error: { type, code, message: `It is ${code}.`, ...more } },
});

const failures: Readonly<Record<Exclude<Mishap, 'lost'>, Answer>> = {
  down: failure(500, 'api_error', 'down'),
  locked: failure(409, 'idempotency_error', 'idempotency_key_in_use'),
  limited: failure(429, 'invalid_request_error', 'lock_timeout'),
};

/** Starts one on a free port. */
export async function startStripeDouble(): Promise<StripeDouble> {
  const world = new World();
  const server: Server = createServer((request, response) => void world.take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { intents, refunds, requests, authorizations, mishaps } = world;
  return {
    ...{ intents, refunds, requests, authorizations, mishaps },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forgetKeys: () => world.saved.clear(),
    clear: () => {
      for (const map of [intents, mishaps, world.saved]) map.clear();
      refunds.length = 0;
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class World {
  readonly intents = new Map<string, Intent>();
  readonly refunds: Refund[] = [];
  readonly requests: string[] = [];
  readonly authorizations = new Set<string>();
  readonly mishaps = new Map<string, Mishap[]>();
  readonly saved = new Map<string, Saved>();

  async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { pathname, search } = new URL(request.url ?? '', 'http://x');
    const route = `${request.method ?? ''} ${pathname.replace(/pi_\d+/, ':id')}`;
    this.requests.push(route);
    this.authorizations.add(request.headers.authorization ?? '');
    const mishap = this.mishaps.get(route)?.shift();
    const instead = mishap === undefined || mishap === 'lost' ? undefined : failures[mishap];
    const id = /pi_\d+/.exec(pathname)?.[0] ?? '';
    const params = new URLSearchParams(request.method === 'GET' ? search : text);
    const answer = instead ?? this.once(request.headers['idempotency-key'], `${route} ${text}`, () => this.answer(route, id, params));
    if (mishap === 'lost') request.socket.destroy();
    else send(response, answer);
  }

  private once(key: string | string[] | undefined, params: string, work: () => Answer): Answer {
    if (typeof key !== 'string') return work();
    const saved = this.saved.get(key);
    if (saved?.params === params) return saved.answer;
    if (saved) return failure(400, 'idempotency_error', 'idempotency_key_reused');
    const answer = work();
    this.saved.set(key, { params, answer });
    return answer;
  }

  private answer(route: string, id: string, params: URLSearchParams): Answer {
    if (route === 'POST /v1/payment_intents') return this.create(params);
    if (route === 'POST /v1/refunds') return this.refund(params);
    if (route === 'GET /v1/refunds') return list(this.refunds.filter((refund) => refund.payment_intent === params.get('payment_intent')));
    if (route === 'GET /v1/payment_intents') return this.list(params);
    const intent = this.intents.get(id);
    if (!intent) return failure(404, 'invalid_request_error', 'resource_missing');
    if (route === 'POST /v1/payment_intents/:id/confirm') return this.confirm(intent);
    if (route === 'POST /v1/payment_intents/:id/cancel') return this.cancel(intent);
    return { status: 200, body: this.shown(intent) };
  }

  private create(params: URLSearchParams): Answer {
    const card = params.get('payment_method') ?? '';
    const amount = Number(params.get('amount'));
    if (!known.has(card)) return failure(400, 'invalid_request_error', 'resource_missing', { param: 'payment_method' });
    if (amount < 50) return failure(400, 'invalid_request_error', 'amount_too_small', { param: 'amount' });
    const id = `pi_${this.intents.size + 1}`;
    const metadata = { key: params.get('metadata[key]') ?? '' };
    const made = { status: 'requires_confirmation', received: 0, error: null, created: Math.floor(Date.now() / 1000) };
    const intent: Intent = { id, amount, currency: params.get('currency') ?? '', card, metadata, ...made };
    this.intents.set(id, intent);
    return { status: 200, body: this.shown(intent) };
  }

  private confirm(intent: Intent): Answer {
    if (intent.status !== 'requires_confirmation') return failure(400, 'invalid_request_error', 'payment_intent_unexpected_state');
    const decline = declines[intent.card];
    if (decline !== undefined) {
      intent.status = 'requires_payment_method';
      intent.error = { type: 'card_error', code: 'card_declined', decline_code: decline, message: 'Your card was declined.' };
      return { status: 402, body: { error: intent.error } };
    }
    intent.status = intent.card === 'pm_card_processing' ? 'processing' : 'succeeded';
    intent.received = intent.status === 'succeeded' ? intent.amount : 0;
    return { status: 200, body: this.shown(intent) };
  }

  private cancel(intent: Intent): Answer {
    if (!intent.status.startsWith('requires_')) return failure(400, 'invalid_request_error', 'payment_intent_unexpected_state');
    intent.status = 'canceled';
    return { status: 200, body: this.shown(intent) };
  }

  private refund(params: URLSearchParams): Answer {
    const intent = this.intents.get(params.get('payment_intent') ?? '');
    const amount = Number(params.get('amount'));
    if (!intent || amount > intent.received - this.refundedOf(intent)) return failure(400, 'invalid_request_error', 'charge_already_refunded');
    const metadata = { key: params.get('metadata[key]') ?? '' };
    const refund: Refund = {
      id: `re_${this.refunds.length + 1}`,
      object: 'refund',
      amount,
      payment_intent: intent.id,
      metadata,
      status: 'succeeded',
    };
    this.refunds.push(refund);
    return { status: 200, body: { ...refund } };
  }

  private list(params: URLSearchParams): Answer {
    const [from, to] = [Number(params.get('created[gte]')), Number(params.get('created[lt]'))];
    const all = [...this.intents.values()].reverse().filter(({ created }) => created >= from && created < to);
    const start = all.findIndex(({ id }) => id === params.get('starting_after')) + 1;
    // Two a page, so that whoever reads has to turn them.
    return list(
      all.slice(start, start + 2).map((intent) => this.shown(intent)),
      all.length > start + 2,
    );
  }

  private refundedOf({ id }: Intent): number {
    return this.refunds.filter((refund) => refund.payment_intent === id && refund.status !== 'failed').reduce((sum, { amount }) => sum + amount, 0);
  }

  private shown(intent: Intent): object {
    const { id, amount, currency, metadata, created, status, received, error } = intent;
    const card = { brand: 'visa', last4: '4242' };
    const charge = { id: `ch_${id}`, object: 'charge', amount_refunded: this.refundedOf(intent), payment_method_details: { type: 'card', card } };
    return {
      ...{ id, object: 'payment_intent', amount, currency, metadata, created, status, amount_received: received },
      ...{ last_payment_error: error, latest_charge: received > 0 ? charge : null },
    };
  }
}

const list = (data: readonly object[], more = false): Answer => ({ status: 200, body: { object: 'list', url: '/v1/x', has_more: more, data } });

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1' }).end(JSON.stringify(body));
}
