import type { FailureReason } from '@sidecart/contracts';
import type { PaymentAttempt } from '../domain/session.js';
import { Prisma } from '../generated/prisma/client.js';
import type { CheckoutTx } from './client.js';

/** Names one attempt. */
export interface AttemptRef {
  readonly sessionId: string;
  readonly attempt: number;
}

/** How an attempt ends for good. */
export type AttemptEnd = { readonly status: 'CAPTURED' } | { readonly status: 'DECLINED' | 'VOIDED'; readonly reason: FailureReason };

/** The next number of the order sequence. A rolled-back one is not used again. */
export async function nextOrderSequence(tx: CheckoutTx): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ next: bigint }[]>`SELECT nextval('order_number_seq') AS next`;
  if (row === undefined) throw new Error('nextval gave no row');
  return row.next;
}

/** Stores a new open attempt. The database refuses a second open one of the session. */
export async function insertAttempt(tx: CheckoutTx, sessionId: string, attempt: PaymentAttempt, now: Date): Promise<void> {
  const { clientKey, bodyHash, providerKey, orderId, orderNumber } = attempt;
  await tx.paymentAttempt.create({
    data: { sessionId, attempt: attempt.attempt, clientKey, bodyHash, providerKey, orderId, orderNumber, openedAt: now },
  });
}

/**
 * Decides, before payment is asked to void, that this attempt can no longer become a sale: a capture
 * that is answered late must not be recorded once its money may have been given back.
 * Resolves to whether the attempt is still open.
 */
export async function requestVoid(tx: CheckoutTx, ref: AttemptRef, now: Date): Promise<boolean> {
  const open = { ...ref, status: 'OPEN' as const };
  await tx.paymentAttempt.updateMany({ where: { ...open, voidRequestedAt: null }, data: { voidRequestedAt: now } });
  return (await tx.paymentAttempt.count({ where: open })) === 1;
}

/** Compare-and-set of an attempt from OPEN to its end. Resolves to whether it took place. */
export async function closeAttempt(tx: CheckoutTx, ref: AttemptRef, end: AttemptEnd, now: Date): Promise<boolean> {
  const captured = end.status === 'CAPTURED';
  const { count } = await tx.paymentAttempt.updateMany({
    where: { ...ref, status: 'OPEN', ...(captured ? { voidRequestedAt: null } : {}) },
    data: { status: end.status, reason: captured ? Prisma.DbNull : { ...end.reason }, closedAt: now },
  });
  return count === 1;
}
