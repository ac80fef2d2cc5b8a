import { Conflict, InvalidInput, type EnqueuedIntent, type Money, type Platform } from '@sidecart/platform';
import { decideCapture } from '../domain/capture.js';
import { orderKey, settleCharge } from '../domain/charge.js';
import { openPayment } from '../domain/open-payment.js';
import type { OrderPath, Payment, PaymentReference } from '../domain/payment.js';
import { captureKind, type CapturePayload } from '../intents/capture-intent.js';
import type { PaymentMetrics } from '../metrics.js';
import type { PublishFacts } from '../payment-events.js';
import type { PaymentTx } from '../store/client.js';
import { findPayment, findPaymentByKey, insertPayment, lockKey, savePayment } from '../store/payment-store.js';
import { isTombstoned } from '../store/tombstone-store.js';
import { keyReused, paymentVoided } from './errors.js';
import { captureHash } from './request-hash.js';

/** What a capture is asked for with. */
export interface CaptureCommand {
  readonly key: string;
  readonly amount: Money;
  readonly cardToken: string;
  readonly reference: PaymentReference;
  readonly path: OrderPath;
  readonly correlationId: string;
}

/** Whom a payment's outcome is told to. */
interface Telling {
  readonly publishFacts: PublishFacts;
  readonly metrics: Pick<PaymentMetrics, 'paymentSaved'>;
}

/** Captures a payment; resolves to it as it stands then, PENDING while the outcome is unknown. */
export type CapturePayment = (command: CaptureCommand) => Promise<Payment>;

/**
 * Commits the payment and the intent to capture it before any money moves, then makes the call. The same
 * key again has no second effect. Throws Conflict PAYMENT_VOIDED or REFERENCE_HAS_PAYMENT, Unprocessable
 * IDEMPOTENCY_KEY_REUSED, InvalidInput for a sale of zero and for an order under another key than its own.
 */
export function createCapturePayment(platform: Platform<PaymentTx>, tell: Telling): CapturePayment {
  return async (command) => {
    refuseInvalid(command);
    const opened = await platform.database.transaction((tx) => open(platform, tell, tx, command));
    if (!opened.enqueued) return opened.payment;
    await platform.intents.execute(opened.enqueued);
    // Read again rather than built from the outcome: a void may have settled beside the capture.
    const payment = await platform.database.transaction((tx) => findPayment(tx, opened.payment.id));
    if (payment?.status === 'VOIDED') throw paymentVoided();
    return payment ?? opened.payment;
  };
}

/** An order has one key, on either path: it is what keeps both together from charging it twice. */
function refuseInvalid({ key, amount, reference }: CaptureCommand): void {
  if (reference.type === 'order' && key !== orderKey(reference.id)) {
    const message = `must be ${orderKey(reference.id)}`;
    throw new InvalidInput('an order is paid for under its own key', [{ pointer: '/headers/idempotency-key', message }]);
  }
  if (reference.type !== 'order' && amount.minor === 0) {
    throw new InvalidInput('a payment needs an amount', [{ pointer: '/amount/minor', message: 'must be above 0' }]);
  }
}

interface Opened {
  readonly payment: Payment;
  readonly enqueued: EnqueuedIntent | undefined;
}

async function open(platform: Platform<PaymentTx>, tell: Telling, tx: PaymentTx, command: CaptureCommand): Promise<Opened> {
  const { key, reference, amount } = command;
  const requestHash = captureHash(command);
  await lockKey(tx, key);
  const state = { payment: await findPaymentByKey(tx, key), tombstoned: await isTombstoned(tx, key) };
  const decision = decideCapture(state, requestHash);
  if (decision.type === 'refuse') throw decision.why === 'voided' ? paymentVoided() : keyReused();
  const now = platform.clock.now();
  const payment = decision.type === 'repeat' ? decision.payment : openPayment({ ...command, id: platform.newId(), requestHash, now });
  // Asking again finds the intent there already and, where nobody is at it, asks the provider now.
  if (payment.status !== 'PENDING') return { payment, enqueued: undefined };
  if (decision.type === 'open' && !(await insertPayment(tx, payment))) throw referenceTaken(reference);
  if (amount.minor === 0) return { payment: await completeFree(tell, tx, payment, now), enqueued: undefined };
  return { payment, enqueued: await enqueue(platform, tx, payment, command) };
}

/** An order whose coupon pays all of it: nobody is asked for money. */
async function completeFree({ publishFacts, metrics }: Telling, tx: PaymentTx, pending: Payment, now: Date): Promise<Payment> {
  const { payment, facts } = settleCharge(pending, { outcome: { type: 'free', amount: pending.amount }, tombstoned: false, now });
  await savePayment(tx, payment, now);
  metrics.paymentSaved(tx, pending, payment);
  await publishFacts(tx, { payment, facts, key: payment.key, now });
  return payment;
}

function enqueue(platform: Platform<PaymentTx>, tx: PaymentTx, { id: paymentId, orderId }: Payment, command: CaptureCommand) {
  const { key, amount, cardToken, correlationId } = command;
  const payload: CapturePayload = { paymentId, key, amount, cardToken, ...(orderId !== undefined && { orderId }) };
  return platform.intents.enqueue(tx, { kind: captureKind, key: paymentId, payload, correlationId, leased: true });
}

const referenceTaken = ({ type, id }: PaymentReference) =>
  new Conflict('REFERENCE_HAS_PAYMENT', `${type} ${id} has another payment under way or captured`);
