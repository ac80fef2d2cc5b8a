import type { InvokeRequest, InvokeResponse } from '@sidecart/platform';
import { Unavailable } from '@sidecart/platform';

/** A quote as pricing keeps it. */
type QuoteStatus = 'OPEN' | 'CONFIRMED' | 'RELEASED';

/** Pricing and fraud in memory, behind a sidecar: they keep their promises, and a test says what they think of an order. */
export interface Downstream {
  /** What an order costs; 27.23 EUR where nothing else is said. */
  readonly totals: Map<string, { minor: number; currency: string }>;
  /** What fraud decides; `approve` where nothing else is said. */
  readonly decisions: Map<string, { decision: string; reasons: object[] }>;
  /** Answers that come instead of the proper one, by `POST /path`; taken one by one. `lost`: done, and the answer is lost. */
  readonly instead: Map<string, (InvokeResponse | 'away' | 'lost')[]>;
  readonly quotes: Map<string, QuoteStatus>;
  /** Every request taken, as `app path`, in order. */
  readonly asked: string[];
  readonly bodies: unknown[];
  answer(appId: string, request: InvokeRequest): InvokeResponse;
}

const TOTAL = { minor: 2723, currency: 'EUR' };
const away = () => new Unavailable('INVOCATION_FAILED', 'away');
const ok = (body: unknown, status = 200): InvokeResponse => ({ status, headers: {}, body });

/** A refusal as the services word it. */
export const problem = (status: number, code: string, detail = 'No.'): InvokeResponse => ({ status, headers: {}, body: { code, detail, status } });

/** Makes them. */
export function createDownstream(): Downstream {
  const world: Downstream = {
    totals: new Map(),
    decisions: new Map(),
    instead: new Map(),
    quotes: new Map(),
    asked: [],
    bodies: [],
    answer(appId, request) {
      world.asked.push(`${appId} ${request.path}`);
      world.bodies.push(request.body);
      const instead = world.instead.get(`${request.method} ${request.path}`)?.shift();
      if (instead === 'away') throw away();
      if (instead !== undefined && instead !== 'lost') return instead;
      const answer = appId === 'pricing' ? price(world, request) : score(world, request);
      if (instead === 'lost') throw away();
      return answer;
    },
  };
  return world;
}

function price(world: Downstream, { path, body }: InvokeRequest): InvokeResponse {
  const [, , id = (body as { reference?: { id: string } } | undefined)?.reference?.id ?? '', action] = path.split('/');
  const status = world.quotes.get(id);
  if (action === 'release') {
    world.quotes.set(id, 'RELEASED');
    return ok({ referenceId: id, status: 'RELEASED' });
  }
  if (status === 'RELEASED') return problem(409, 'QUOTE_RELEASED', 'the quote was released');
  if (action === 'confirm' && status === undefined) return problem(404, 'NOT_FOUND');
  world.quotes.set(id, action === 'confirm' || status === 'CONFIRMED' ? 'CONFIRMED' : 'OPEN');
  return ok({ total: world.totals.get(id) ?? TOTAL, status: world.quotes.get(id) }, action === 'confirm' ? 200 : 201);
}

function score({ decisions }: Downstream, { body, idempotencyKey }: InvokeRequest): InvokeResponse {
  const { orderId } = body as { orderId: string };
  if (idempotencyKey !== orderId) return problem(400, 'INVALID_INPUT');
  return ok({ orderId, score: 0, ...(decisions.get(orderId) ?? { decision: 'approve', reasons: [] }) });
}
