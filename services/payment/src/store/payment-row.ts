import type { Capture, FailureReason, OrderPath, Payment, PaymentReference, PaymentStatus } from '../domain/payment.js';
import type { Payment as PaymentRow } from '../generated/prisma/client.js';

/** A payment's row; it waits from `now` on to be compared with the provider's books. */
export function toRow(payment: Payment, now: Date): PaymentRow {
  const { capture, decline } = payment;
  return {
    id: payment.id,
    idempotencyKey: payment.key,
    requestHash: payment.requestHash,
    referenceType: payment.reference.type,
    referenceId: payment.reference.id,
    orderId: payment.orderId ?? null,
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
    updatedAt: now,
    reconcileFrom: now,
  };
}

/** The payment of a row. */
export function toPayment(row: PaymentRow): Payment {
  return {
    id: row.id,
    key: row.idempotencyKey,
    requestHash: row.requestHash,
    reference: { type: row.referenceType as PaymentReference['type'], id: row.referenceId },
    orderId: row.orderId ?? undefined,
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
