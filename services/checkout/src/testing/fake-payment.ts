import type { PricingCreateQuoteBody } from '@sidecart/contracts';
import { Unavailable, type InvokeRequest, type InvokeResponse } from '@sidecart/platform';
import { fakeDapr, type FakeDapr } from '@sidecart/platform/testing';

interface Held {
  readonly id: string;
  state: 'CAPTURED' | 'DECLINED' | 'VOIDED' | 'PENDING';
  /** How often money was taken; the point of a key is that it stays at 1. */
  charges: number;
}

/** A payment service in memory, behind a sidecar. What a capture does depends on its card token. */
export interface FakePayment {
  readonly dapr: FakeDapr;
  /** What stands under each key. */
  readonly held: ReadonlyMap<string, Held>;
  /** Every call made, as `app METHOD path`. */
  readonly calls: readonly string[];
  /** Money taken and not given back. */
  charged(): number;
  /** Decides what a pending capture (`tok_pending`) came to. */
  decide(key: string, state: 'CAPTURED' | 'DECLINED'): void;
  /** Lets calls that hang (`tok_hang`) answer, with what was true when they were made. */
  release(): void;
  /** While true, every call fails without effect. */
  down: boolean;
  /** Set by a test: what pricing answers. Unset, it quotes 12.50 EUR a piece, without tax. */
  onQuote: ((request: InvokeRequest) => InvokeResponse) | undefined;
  /** Sessions whose quote was confirmed. */
  readonly confirmed: readonly string[];
}

const CARD = { brand: 'visa', last4: '4242' };
const REASON = { code: 'CARD_DECLINED', message: 'The issuer declined the card.' };
const answer = (status: number, body: unknown): InvokeResponse => ({ status, headers: {}, body });

/** What payment answers to a capture under a key that stands so. */
function standing({ id, state }: Held): InvokeResponse {
  if (state === 'DECLINED') return answer(402, { code: 'PAYMENT_DECLINED', reason: REASON });
  if (state === 'VOIDED') return answer(409, { code: 'PAYMENT_VOIDED' });
  return state === 'PENDING' ? answer(202, { id, status: 'PENDING' }) : answer(201, { id, status: 'CAPTURED', card: CARD });
}

/** What the first capture under a key comes to. */
function firstCapture(token: string, sequence: number): Held {
  const id = `0191d1f4-8c3a-7b11-9d6e-${String(sequence).padStart(12, '0')}`;
  if (token === 'tok_declined') return { id, state: 'DECLINED', charges: 0 };
  return token === 'tok_pending' ? { id, state: 'PENDING', charges: 0 } : { id, state: 'CAPTURED', charges: 1 };
}

/** Captures by token. tok_lost: taken, first answer lost. tok_hang: taken, first answer only on release. tok_refused: 422. */
function createCapture(held: Map<string, Held>, released: Promise<void>) {
  const asked = new Set<string>();
  const firstOf = (key: string): boolean => !asked.has(key) && asked.add(key).has(key);
  return async (key: string, token: string): Promise<InvokeResponse> => {
    if (token === 'tok_refused') return answer(422, { code: 'IDEMPOTENCY_KEY_REUSED' });
    const payment = held.get(key) ?? firstCapture(token, held.size + 1);
    held.set(key, payment);
    if (token === 'tok_hang' && firstOf(key)) await released;
    if (token === 'tok_lost' && firstOf(key)) throw new Unavailable('TARGET_UNAVAILABLE', 'the answer was lost');
    return standing(payment);
  };
}

const FAR = '2099-01-01T00:00:00.000Z';

/** 12.50 EUR a piece, without discounts and tax. */
function plainQuote({ body }: InvokeRequest): InvokeResponse {
  const { items } = body as PricingCreateQuoteBody;
  const eur = (minor: number) => ({ minor, currency: 'EUR' });
  const lines = items.map(({ sku, quantity }) => ({ sku, quantity, name: `Product ${sku}`, unitPrice: eur(1250), lineTotal: eur(1250 * quantity) }));
  const total = eur(lines.reduce((sum, { lineTotal }) => sum + lineTotal.minor, 0));
  return answer(201, { lines, subtotal: total, discounts: [], tax: eur(0), total, expiresAt: FAR });
}

/** Makes the fake. */
export function createFakePayment(): FakePayment {
  const dapr = fakeDapr();
  const held = new Map<string, Held>();
  const calls: string[] = [];
  const confirmed: string[] = [];
  let release = (): void => undefined;
  const capture = createCapture(held, new Promise<void>((resolve) => (release = resolve)));
  const fake: FakePayment = {
    dapr,
    held,
    calls,
    charged: () => [...held.values()].reduce((sum, { charges }) => sum + charges, 0),
    decide: (key, state) => held.set(key, { id: held.get(key)?.id ?? 'none', state, charges: state === 'CAPTURED' ? 1 : 0 }),
    release,
    down: false,
    onQuote: undefined,
    confirmed,
  };
  dapr.onInvoke = async (app: string, request: InvokeRequest): Promise<InvokeResponse> => {
    const { method, path, body, idempotencyKey } = request;
    if (app === 'pricing' && path === '/quotes') return (fake.onQuote ?? plainQuote)(request);
    if (app === 'pricing') {
      confirmed.push(path.split('/')[2] ?? '');
      return answer(200, {});
    }
    calls.push(`${app} ${method} ${path}`);
    if (fake.down) throw new Unavailable('TARGET_UNAVAILABLE', `${app} does not answer`);
    if (path === '/payments') return capture(idempotencyKey ?? '', (body as { cardToken: string }).cardToken);
    const { key } = body as { key: string };
    held.set(key, { id: held.get(key)?.id ?? 'none', state: 'VOIDED', charges: 0 });
    return answer(200, { key, status: 'VOIDED' });
  };
  return fake;
}
