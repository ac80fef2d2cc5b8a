import { AppError } from '@sidecart/platform';
import type { Capture, FailureReason, OrderPath, Payment, PaymentReference, PaymentStatus } from '../domain/payment.js';
import type { Payment as PaymentRow } from '../generated/prisma/client.js';
import { lockName, type PaymentTx } from './client.js';

/** Lets one transaction at a time decide about an idempotency key. */
export const lockKey = (tx: PaymentTx, key: string): Promise<void> => lockName(tx, `payment:${key}`);

/** The payment under an idempotency key. */
export async function findPaymentByKey(tx: PaymentTx, key: string): Promise<Payment | undefined> {
  const row = await tx.payment.findUnique({ where: { idempotencyKey: key } });
  return row ? toPayment(row) : undefined;
}

/** A payment by its id. */
export async function findPayment(tx: PaymentTx, id: string): Promise<Payment | undefined> {
  const row = await tx.payment.findUnique({ where: { id } });
  return row ? toPayment(row) : undefined;
}

/** A payment by its id, locked until the transaction ends. */
export async function lockPayment(tx: PaymentTx, id: string): Promise<Payment | undefined> {
  await tx.$executeRaw`SELECT 1 FROM payments WHERE id = ${id}::uuid FOR UPDATE`;
  return findPayment(tx, id);
}

/** The same where the payment must exist, because an intent names it. */
export async function lockExistingPayment(tx: PaymentTx, id: string): Promise<Payment> {
  const payment = await lockPayment(tx, id);
  if (!payment) throw new AppError('PAYMENT_MISSING', `payment ${id} is named by an intent and does not exist`);
  return payment;
}

/** Stores a new payment; false when its reference has another payment that holds or may hold money. */
export async function insertPayment(tx: PaymentTx, payment: Payment): Promise<boolean> {
  const { count } = await tx.payment.createMany({ data: [toRow(payment)], skipDuplicates: true });
  return count === 1;
}

/** Stores what changed of a payment that the transaction has locked. */
export async function savePayment(tx: PaymentTx, payment: Payment, now: Date): Promise<void> {
  await tx.payment.update({ where: { id: payment.id }, data: { ...toRow(payment), updatedAt: now } });
}

function toRow(payment: Payment): PaymentRow {
  const { capture, decline } = payment;
  return {
    id: payment.id,
    idempotencyKey: payment.key,
    requestHash: payment.requestHash,
    referenceType: payment.reference.type,
    referenceId: payment.reference.id,
    path: payment.path,
    amountMinor: BigInt(payment.amount.minor),
    currency: payment.amount.currency,
    status: payment.status,
    captureId: capture?.id ?? null,
    cardBrand: capture?.card.brand ?? null,
    cardLast4: capture?.card.last4 ?? null,
    declineCode: decline?.code ?? null,
    declineReason: decline?.message ?? null,
    refundClaimedMinor: BigInt(payment.refundClaimedMinor),
    refundedMinor: BigInt(payment.refundedMinor),
    capturedAt: capture?.at ?? null,
    createdAt: payment.createdAt,
    updatedAt: payment.createdAt,
  };
}

function toPayment(row: PaymentRow): Payment {
  return {
    id: row.id,
    key: row.idempotencyKey,
    requestHash: row.requestHash,
    reference: { type: row.referenceType as PaymentReference['type'], id: row.referenceId },
    path: row.path as OrderPath,
    amount: { minor: Number(row.amountMinor), currency: row.currency },
    status: row.status as PaymentStatus,
    capture: toCapture(row),
    decline: toDecline(row),
    refundClaimedMinor: Number(row.refundClaimedMinor),
    refundedMinor: Number(row.refundedMinor),
    createdAt: row.createdAt,
  };
}

function toCapture(row: PaymentRow): Capture | undefined {
  const { captureId, cardBrand, cardLast4, capturedAt } = row;
  if (captureId === null || cardBrand === null || cardLast4 === null || capturedAt === null) return undefined;
  return { id: captureId, card: { brand: cardBrand, last4: cardLast4 }, at: capturedAt };
}

function toDecline(row: PaymentRow): FailureReason | undefined {
  if (row.declineCode === null || row.declineReason === null) return undefined;
  return { code: row.declineCode, message: row.declineReason };
}
