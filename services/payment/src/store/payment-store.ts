import { AppError } from '@sidecart/platform';
import type { Payment, PaymentStatus } from '../domain/payment.js';
import { lockName, lockNames, type PaymentTx } from './client.js';
import { toPayment, toRow } from './payment-row.js';

/** Lets one transaction at a time decide about an idempotency key. */
export const lockKey = (tx: PaymentTx, key: string): Promise<void> => lockName(tx, `payment:${key}`);

/** The same for many keys, always in one order, so that two transactions with the same keys wait for each other. */
export const lockKeys = (tx: PaymentTx, keys: readonly string[]): Promise<void> =>
  lockNames(
    tx,
    keys.map((key) => `payment:${key}`),
  );

/** The payment under an idempotency key. */
export async function findPaymentByKey(tx: PaymentTx, key: string): Promise<Payment | undefined> {
  const row = await tx.payment.findUnique({ where: { idempotencyKey: key } });
  return row ? toPayment(row) : undefined;
}

/** The payments under some keys, by key. */
export async function findPaymentsByKey(tx: PaymentTx, keys: readonly string[]): Promise<ReadonlyMap<string, Payment>> {
  const rows = await tx.payment.findMany({ where: { idempotencyKey: { in: [...keys] } } });
  return new Map(rows.map((row) => [row.idempotencyKey, toPayment(row)]));
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
  return (await insertPayments(tx, [payment])).has(payment.id);
}

/** Stores those new payments whose key is unused and whose reference has no open payment. Resolves to the ids of those stored. */
export async function insertPayments(tx: PaymentTx, payments: readonly Payment[]): Promise<ReadonlySet<string>> {
  if (payments.length === 0) return new Set();
  const data = payments.map((payment) => toRow(payment, payment.createdAt));
  const rows = await tx.payment.createManyAndReturn({ data, skipDuplicates: true, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

/** Stores what changed of a payment that the transaction has locked. */
export async function savePayment(tx: PaymentTx, payment: Payment, now: Date): Promise<void> {
  await tx.payment.update({ where: { id: payment.id }, data: toRow(payment, now) });
}

/** Which payments to list. */
export interface PaymentFilter {
  readonly status: PaymentStatus | undefined;
  readonly orderId: string | undefined;
  /** An id; only payments after it. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Payments in the order of their ids, which is that of their making. */
export async function listPayments(tx: PaymentTx, { status, orderId, after, limit }: PaymentFilter): Promise<readonly Payment[]> {
  const where = { ...(status && { status }), ...(orderId && { orderId }), ...(after && { id: { gt: after } }) };
  const rows = await tx.payment.findMany({ where, orderBy: { id: 'asc' }, take: limit });
  return rows.map(toPayment);
}
