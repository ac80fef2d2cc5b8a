import type { Money } from '@sidecart/contracts';
import type { DaprClient, InvokeRequest } from '@sidecart/platform';
import type { Order } from '../domain/order.js';
import { ask, askUntilKnown, type Answer } from './ask.js';
import { isAvailability, isQuote, isScore, readAnswer, withFlag, withTexts } from './read-answer.js';
import { chargeBody, itemsOf, keyed, paymentKey, quoteBody, scoreBody, shipmentBody } from './requests.js';

/** A price, as pricing quotes it. */
export interface Quote {
  readonly total: Money;
}

/** A risk, as fraud scores it. */
export interface Score {
  readonly decision: 'approve' | 'review' | 'reject';
  readonly score: number;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

/** A label, as shipping made it. */
export interface Label {
  readonly shipmentId: string;
  readonly carrier: string;
  readonly trackingNumber: string;
}

/** What can be had of what was asked, as a read-only check says. */
export interface Possibility {
  readonly possible: boolean;
  readonly reason?: { readonly code: string; readonly message: string };
}

/** Whether goods are there. */
interface Availability {
  readonly available: boolean;
  readonly missing: readonly unknown[];
}

/** Whether orders of a customer are taken. */
interface Eligibility {
  readonly eligible: boolean;
  readonly reason?: { readonly code: string; readonly message: string };
}

/** Goods set aside. */
interface Reservation {
  readonly reservationId: string;
}

/** How long one call may take, milliseconds, and what ends it sooner. */
export interface Patience {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** What a placed order asks of the other services, each call under the order's own key. */
export type Services = ReturnType<typeof createServices>;

type More = Partial<InvokeRequest>;
type IsWhole = Parameters<typeof readAnswer>[2];
const anything: IsWhole = () => true;
const json = (path: string, body: unknown, more: More): InvokeRequest => ({ method: 'POST', path, body, ...more });

/** The other services, through the sidecar. */
export const createServices = (dapr: DaprClient) => ({ ...createQuestions(dapr), ...createEffects(dapr) });

const poster =
  (dapr: DaprClient) =>
  async <Value>(app: string, path: string, body: unknown, more: More, isWhole: IsWhole): Promise<Answer<Value>> =>
    readAnswer<Value>(app, await ask(dapr, app, json(path, body, more)), isWhole);

/** What changes nothing, or only what is known under the order's own key. */
function createQuestions(dapr: DaprClient) {
  const post = poster(dapr);
  return {
    availability: ({ content }: Order, wait: Patience) =>
      post<Availability>('warehouse', '/availability', { items: itemsOf(content) }, wait, isAvailability),
    eligibility: ({ content: { customer } }: Order, wait: Patience) =>
      post<Eligibility>('customers', '/eligibility', { customer }, wait, withFlag('eligible')),
    quote: (order: Order, dryRun: boolean, wait: Patience) => post<Quote>('pricing', `/quotes${query(dryRun)}`, quoteBody(order), wait, isQuote),
    score: (order: Order, total: Money, dryRun: boolean, wait: Patience) =>
      post<Score>('fraud', `/scores${query(dryRun)}`, scoreBody(order, total), keyed(order, 'RunFraudCheck', wait), isScore),
    couldCharge: (order: Order, total: Money, wait: Patience) =>
      post<Possibility>('payment', `/payments${query(true)}`, chargeBody(order, total), charging(order, wait), withFlag('possible')),
  };
}

function createEffects(dapr: DaprClient) {
  const post = poster(dapr);
  /** An effect whose outcome its service does not know yet is asked about again, under its key, as long as there is time. */
  const effect = async <Value>(app: string, path: string, body: unknown, more: Patience & More, isWhole: IsWhole): Promise<Answer<Value>> =>
    readAnswer<Value>(app, await askUntilKnown(dapr, app, { ...json(path, body, more), deadlineMs: more.deadlineMs }), isWhole);
  return {
    confirmQuote: ({ content: { id } }: Order, wait: Patience) => post<unknown>('pricing', `/quotes/${id}/confirm`, undefined, wait, anything),
    reserve: (order: Order, wait: Patience) =>
      post<Reservation>('warehouse', '/reservations', shipmentBody(order), keyed(order, 'ReserveInventory', wait), isReservation),
    confirmReservation: ({ content: { id } }: Order, wait: Patience) =>
      post<Reservation>('warehouse', `/reservations/${id}/confirm`, undefined, wait, isReservation),
    release: ({ content: { id } }: Order, reason: string, wait: Patience) =>
      post<unknown>('warehouse', `/reservations/${id}/release`, { reason }, wait, anything),
    charge: (order: Order, total: Money, wait: Patience) =>
      effect<{ id: string }>('payment', '/payments', chargeBody(order, total), charging(order, wait), withTexts('id')),
    refund: (order: Order, reason: string, wait: Patience) =>
      effect<unknown>('payment', '/payments/void', { key: paymentKey(order), reason }, wait, anything),
    ship: (order: Order, dryRun: boolean, wait: Patience) =>
      effect<Label & Partial<Possibility>>(
        ...(['shipping', `/shipments${query(dryRun)}`, shipmentBody(order), keyed(order, 'CreateShipment', wait)] as const),
        dryRun ? withFlag('possible') : isLabel,
      ),
    cancelShipment: ({ content: { id } }: Order, reason: string, wait: Patience) =>
      effect<unknown>('shipping', `/shipments/${id}/cancel`, { reason }, wait, anything),
  };
}

const isReservation = withTexts('reservationId');
const isLabel = withTexts('shipmentId', 'carrier', 'trackingNumber');
const query = (dryRun: boolean): string => (dryRun ? '?dryRun=true' : '');
const charging = (order: Order, wait: Patience) => ({ ...wait, idempotencyKey: paymentKey(order) });
