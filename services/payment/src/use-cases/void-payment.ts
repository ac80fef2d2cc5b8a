import type { EnqueuedIntent, Platform } from '@sidecart/platform';
import type { Payment } from '../domain/payment.js';
import { needsProviderVoid } from '../domain/void.js';
import { voidKind, type VoidPayload } from '../intents/void-intent.js';
import type { PaymentTx } from '../store/client.js';
import { findPaymentByKey, lockKey } from '../store/payment-store.js';
import { insertTombstones } from '../store/tombstone-store.js';

/** What a void is asked for with: the idempotency key of the capture to undo. */
export interface VoidCommand {
  readonly key: string;
  readonly reason: string;
  readonly correlationId: string;
}

/** How a void ended. PENDING: the key is barred already, the provider has not confirmed yet. */
export interface VoidResult {
  readonly status: 'VOIDED' | 'PENDING';
  readonly payment: Payment | undefined;
}

/** Undoes the capture under a key, whatever became of it, and bars the key for ever. */
export type VoidPayment = (command: VoidCommand) => Promise<VoidResult>;

/**
 * Commits the tombstone, and where money is or may be held the intent to give it back, before the provider
 * is asked. Idempotent; succeeds where nothing happened, for no call leaves before its payment is stored.
 */
export function createVoidPayment(platform: Platform<PaymentTx>): VoidPayment {
  return async (command) => {
    const enqueued = await platform.database.transaction((tx) => open(platform, tx, command));
    if (enqueued) await platform.intents.execute(enqueued);
    const payment = await platform.database.transaction((tx) => findPaymentByKey(tx, command.key));
    return { status: needsProviderVoid(payment) ? 'PENDING' : 'VOIDED', payment };
  };
}

async function open(platform: Platform<PaymentTx>, tx: PaymentTx, command: VoidCommand): Promise<EnqueuedIntent | undefined> {
  const { key, reason, correlationId } = command;
  await lockKey(tx, key);
  await insertTombstones(tx, [{ key, reason }], platform.clock.now());
  const payment = await findPaymentByKey(tx, key);
  if (!needsProviderVoid(payment)) return undefined;
  const { id: paymentId, orderId } = payment;
  const payload: VoidPayload = { paymentId, key, reason, ...(orderId !== undefined && { orderId }) };
  return platform.intents.enqueue(tx, { kind: voidKind, key: paymentId, payload, correlationId, leased: true });
}
