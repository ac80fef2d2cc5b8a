import type { FailureReason, Money } from '@sidecart/contracts';
import type { DaprClient, Logger } from '@sidecart/platform';
import type { Fact } from '../domain/fact.js';
import { stepOfRefusal, type Step } from '../domain/failing-step.js';
import type { Order } from '../domain/order.js';
import { reasonCode, textLine } from '../domain/text-line.js';
import type { Finding, Question } from '../domain/sweep.js';
import type { WorkflowEngine } from '../workflow-engine.js';
import { ask } from './ask.js';

/** Asks whoever knows how far an order is. Never throws: who does not answer is unreachable. */
export type Inquire = (order: Order, question: Question) => Promise<Finding>;

/** What inquiries are made with. */
export interface InquiryParts {
  readonly dapr: DaprClient;
  readonly engine: Pick<WorkflowEngine, 'status'>;
  readonly log: Logger;
}

/** For each question, milliseconds. */
const DEADLINE_MS = 3_000;

/** Inquiries at the other services and the workflow engine. */
export function createInquire({ dapr, engine, log }: InquiryParts): Inquire {
  const read = async (appId: string, path: string, findingOf: (body: Body) => Finding): Promise<Finding> => {
    const answer = await ask<Body>(dapr, appId, { method: 'GET', path, deadlineMs: DEADLINE_MS });
    if (answer.ok) return findingOf(answer.value);
    // Only this says that there is nothing; any other refusal is no answer to the question.
    return answer.code === 'NOT_FOUND' ? nothing : unreachable;
  };
  const questions: Readonly<Record<Question, (id: string) => Promise<Finding>>> = {
    payment: (id) => read('payment', `/payments?key=${encodeURIComponent(`${id}:1`)}`, paymentFinding),
    reservation: (id) => read('warehouse', `/reservations/${id}`, reservationFinding),
    shipment: (id) => read('shipping', `/shipments/${id}`, shipmentFinding),
    workflow: async (id) => ((await runs(engine, id)) ? open : nothing),
  };
  return async ({ content: { id } }, question) => {
    try {
      return await questions[question](id);
    } catch (error) {
      log.warn({ err: error, orderId: id, question }, 'nobody answered how far an order is; it is asked again later');
      return unreachable;
    }
  };
}

const nothing: Finding = { found: 'nothing' };
const open: Finding = { found: 'open' };
const unreachable: Finding = { found: 'unreachable' };
const facts = (...known: Fact[]): Finding => ({ found: 'facts', facts: known });

const ended: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'TERMINATED', 'CANCELED']);

async function runs(engine: Pick<WorkflowEngine, 'status'>, id: string): Promise<boolean> {
  const instance = await engine.status(id);
  return instance !== undefined && !ended.has(instance.status);
}

/** What another service answers, as far as it is of use here. An answer that lacks what is needed says that somebody is at it. */
interface Body {
  readonly id?: string;
  readonly status?: string;
  readonly amount?: Money;
  readonly reservationId?: string;
  readonly missing?: readonly unknown[];
  readonly shipmentId?: string;
  readonly carrier?: string;
  readonly trackingNumber?: string;
  readonly cancellation?: { readonly status?: string };
  readonly reason?: FailureReason | string;
}

/** The order's one payment key was voided, or all of its payment given back: it will not be paid any more. */
function paymentFinding({ id, status, amount, reason }: Body): Finding {
  if (status === 'DECLINED') {
    const why = reasonOf(reason, { code: 'PAYMENT_DECLINED', message: 'The payment was refused.' });
    return facts(dead('PAYMENT_FAILED', why, stepOfRefusal(why.code)));
  }
  if (status === 'VOIDED') return facts(dead('PAYMENT_FAILED', { code: 'PAYMENT_VOIDED', message: 'The payment was voided.' }, 'ProcessPayment'));
  if (id === undefined || amount === undefined) return open;
  const paid: Fact = { type: 'paid', paymentId: id, total: { minor: amount.minor, currency: amount.currency }, by: 'event' };
  if (status === 'CAPTURED' || status === 'PARTIALLY_REFUNDED') return facts(paid);
  if (status !== 'REFUNDED') return open;
  const end = dead('FAILED', { code: 'PAYMENT_REFUNDED', message: 'The payment was given back.' }, 'ProcessPayment');
  return facts(paid, { type: 'undone', what: 'payment' }, end);
}

/** An expired hold counts as nothing: its goods can be taken again. */
function reservationFinding({ status, reservationId, missing = [] }: Body): Finding {
  if (status === 'REJECTED') {
    return facts(
      dead('FAILED', { code: 'OUT_OF_STOCK', message: `There is too little of ${missing.length} of the order's SKUs.` }, 'ReserveInventory'),
    );
  }
  if (status === 'RELEASED') return facts(dead('FAILED', { code: 'RESERVATION_RELEASED', message: 'The goods were given up.' }, 'ReserveInventory'));
  if (status === 'EXPIRED') return nothing;
  if (reservationId === undefined || (status !== 'CONFIRMED' && status !== 'SHIPPED')) return open;
  return facts({ type: 'reserved', reservationId, by: 'event' });
}

/** A label that is being cancelled is none to rely on. */
function shipmentFinding({ status, shipmentId, carrier, trackingNumber, cancellation, reason }: Body): Finding {
  if (status === 'FAILED') {
    return facts(dead('FAILED', reasonOf(reason, { code: 'SHIPMENT_FAILED', message: 'The shipment was refused.' }), 'CreateShipment'));
  }
  if (status === 'CANCELLED') return facts(dead('FAILED', { code: 'SHIPMENT_CANCELLED', message: 'The shipment was cancelled.' }, 'CreateShipment'));
  if (status !== 'CREATED' || cancellation?.status === 'ASKED') return open;
  if (shipmentId === undefined || carrier === undefined || trackingNumber === undefined) return open;
  return facts({ type: 'shipped', shipment: { id: shipmentId, carrier, trackingNumber }, by: 'event' });
}

const dead = (status: 'PAYMENT_FAILED' | 'FAILED', { code, message }: FailureReason, step: Step): Fact => ({
  ...{ type: 'dead', status, by: 'event' },
  failure: { code, message, step },
});

/** In words an event may tell: one that could not be told of would leave its order standing for ever. */
function reasonOf(reason: Body['reason'], otherwise: FailureReason): FailureReason {
  if (typeof reason !== 'object') return otherwise;
  return { code: reasonCode(reason.code), message: textLine(reason.message, otherwise.message) };
}
