import { AppError } from '@sidecart/platform';
import type { Refund, RefundOrigin } from '../domain/payment.js';
import type { Prisma, Refund as RefundRow } from '../generated/prisma/client.js';
import type { PaymentTx } from './client.js';

type RefundWithCurrency = RefundRow & { payment: { currency: string } };
const withCurrency = { payment: { select: { currency: true } } } satisfies Prisma.RefundInclude;

/** The refund of a payment that was asked for under `key`. */
export async function findRefundByKey(tx: PaymentTx, paymentId: string, key: string): Promise<Refund | undefined> {
  const where = { paymentId_idempotencyKey: { paymentId, idempotencyKey: key } };
  const row = await tx.refund.findUnique({ where, include: withCurrency });
  return row ? toRefund(row) : undefined;
}

/** A refund that must exist, because an intent names it. */
export async function getRefund(tx: PaymentTx, id: string): Promise<Refund> {
  const row = await tx.refund.findUnique({ where: { id }, include: withCurrency });
  if (!row) throw new AppError('REFUND_MISSING', `refund ${id} is named by an intent and does not exist`);
  return toRefund(row);
}

/** Stores a new refund. */
export async function insertRefund(tx: PaymentTx, refund: Refund, now: Date): Promise<void> {
  const { origin } = refund;
  await tx.refund.create({
    data: {
      id: refund.id,
      paymentId: refund.paymentId,
      origin: origin.type,
      idempotencyKey: origin.type === 'refund' ? origin.key : null,
      requestHash: origin.type === 'refund' ? origin.requestHash : null,
      amountMinor: BigInt(refund.amount.minor),
      reason: refund.reason,
      status: refund.status,
      refusalReason: refund.refusalReason ?? null,
      createdAt: now,
      updatedAt: now,
    },
  });
}

/** Stores the outcome of a refund whose payment the transaction has locked. */
export async function saveRefund(tx: PaymentTx, refund: Refund, now: Date): Promise<void> {
  const data = { status: refund.status, refusalReason: refund.refusalReason ?? null, updatedAt: now };
  await tx.refund.update({ where: { id: refund.id }, data });
}

function toRefund(row: RefundWithCurrency): Refund {
  return {
    id: row.id,
    paymentId: row.paymentId,
    origin: toOrigin(row),
    amount: { minor: Number(row.amountMinor), currency: row.payment.currency },
    reason: row.reason,
    status: row.status as Refund['status'],
    refusalReason: row.refusalReason ?? undefined,
  };
}

function toOrigin(row: RefundRow): RefundOrigin {
  if (row.idempotencyKey === null || row.requestHash === null) return { type: 'void' };
  return { type: 'refund', key: row.idempotencyKey, requestHash: row.requestHash };
}
