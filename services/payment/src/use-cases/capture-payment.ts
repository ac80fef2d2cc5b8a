import { Conflict, InvalidInput, type EnqueuedIntent, type Money, type Platform } from '@sidecart/platform';
import { decideCapture } from '../domain/capture.js';
import type { OrderPath, Payment, PaymentReference } from '../domain/payment.js';
import { captureKind, type CapturePayload } from '../intents/capture-intent.js';
import type { PaymentTx } from '../store/client.js';
import { findPayment, findPaymentByKey, insertPayment, lockKey } from '../store/payment-store.js';
import { isTombstoned } from '../store/tombstone-store.js';
import { keyReused, paymentVoided } from './errors.js';
import { requestHash } from './request-hash.js';

/** What a capture is asked for with. */
export interface CaptureCommand {
  readonly key: string;
  readonly amount: Money;
  readonly cardToken: string;
  readonly reference: PaymentReference;
  readonly path: OrderPath;
  readonly correlationId: string;
}

/** Captures a payment; resolves to it as it stands then, PENDING while the outcome is unknown. */
export type CapturePayment = (command: CaptureCommand) => Promise<Payment>;

/**
 * Commits the payment and the intent to capture it before any money moves, then makes the call. The same
 * key again has no second effect. Throws Conflict PAYMENT_VOIDED or REFERENCE_HAS_PAYMENT, Unprocessable
 * IDEMPOTENCY_KEY_REUSED, InvalidInput for an amount of zero.
 */
export function createCapturePayment(platform: Platform<PaymentTx>): CapturePayment {
  return async (command) => {
    if (command.amount.minor === 0) {
      throw new InvalidInput('a payment needs an amount', [{ pointer: '/amount/minor', message: 'must be above 0' }]);
    }
    const opened = await platform.database.transaction((tx) => open(platform, tx, command));
    if (!opened.enqueued) return opened.payment;
    await platform.intents.execute(opened.enqueued);
    // Read again rather than built from the outcome: a void may have settled beside the capture.
    const payment = await platform.database.transaction((tx) => findPayment(tx, opened.payment.id));
    if (payment?.status === 'VOIDED') throw paymentVoided();
    return payment ?? opened.payment;
  };
}

interface Opened {
  readonly payment: Payment;
  readonly enqueued: EnqueuedIntent | undefined;
}

async function open(platform: Platform<PaymentTx>, tx: PaymentTx, command: CaptureCommand): Promise<Opened> {
  const hash = hashOf(command);
  await lockKey(tx, command.key);
  const state = { payment: await findPaymentByKey(tx, command.key), tombstoned: await isTombstoned(tx, command.key) };
  const decision = decideCapture(state, hash);
  if (decision.type === 'refuse') throw decision.why === 'voided' ? paymentVoided() : keyReused();
  const payment = decision.type === 'repeat' ? decision.payment : newPayment(platform, command, hash);
  // Asking again finds the intent there already and, where nobody is at it, asks the provider now.
  if (payment.status !== 'PENDING') return { payment, enqueued: undefined };
  if (decision.type === 'open' && !(await insertPayment(tx, payment))) throw referenceTaken(command.reference);
  return { payment, enqueued: await enqueue(platform, tx, payment.id, command) };
}

function enqueue(platform: Platform<PaymentTx>, tx: PaymentTx, paymentId: string, command: CaptureCommand) {
  const { key, amount, cardToken, correlationId } = command;
  const payload: CapturePayload = { paymentId, key, amount, cardToken };
  return platform.intents.enqueue(tx, { kind: captureKind, key: paymentId, payload, correlationId, leased: true });
}

const referenceTaken = ({ type, id }: PaymentReference) =>
  new Conflict('REFERENCE_HAS_PAYMENT', `${type} ${id} has another payment under way or captured`);

function newPayment({ newId, clock }: Platform<PaymentTx>, command: CaptureCommand, hash: string): Payment {
  const { key, reference, path, amount } = command;
  return {
    id: newId(),
    key,
    requestHash: hash,
    reference: { type: reference.type, id: reference.id },
    path,
    amount: { minor: amount.minor, currency: amount.currency },
    status: 'PENDING',
    capture: undefined,
    decline: undefined,
    refundClaimedMinor: 0,
    refundedMinor: 0,
    createdAt: clock.now(),
  };
}

function hashOf({ amount, cardToken, reference, path }: CaptureCommand): string {
  return requestHash([amount.minor, amount.currency, cardToken, reference.type, reference.id, path]);
}
