import type { Address, Customer, FailureReason, OrderItem } from '@sidecart/contracts';
import type { CheckoutSession, PaymentAttempt } from '../domain/session.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { CheckoutTx } from './client.js';

type SessionRow = Prisma.CheckoutSessionGetPayload<{ include: { attempts: true } }>;

/** Stores a new session. */
export async function insertSession(tx: CheckoutTx, session: CheckoutSession): Promise<void> {
  await tx.checkoutSession.create({
    data: {
      id: session.id,
      cartId: session.cartId,
      cartVersion: session.cartVersion,
      customer: asJson(session.customer),
      shippingAddress: asJson(session.shippingAddress),
      items: asJson(session.items),
      subtotalMinor: session.subtotal.minor,
      discountsMinor: session.discounts.minor,
      taxMinor: session.tax.minor,
      totalMinor: session.total.minor,
      currency: session.total.currency,
      couponCode: session.couponCode ?? null,
      createdAt: session.createdAt,
      expiresAt: session.expiresAt,
    },
  });
}

/** A session with its attempts, oldest first; undefined when there is none of that id. */
export async function readSession(tx: CheckoutTx, id: string): Promise<CheckoutSession | undefined> {
  const row = await tx.checkoutSession.findUnique({ where: { id }, include: { attempts: { orderBy: { attempt: 'asc' } } } });
  return row === null ? undefined : toSession(row);
}

/** The same, locked until the transaction ends: completions of one session follow one another. */
export async function lockSession(tx: CheckoutTx, id: string): Promise<CheckoutSession | undefined> {
  await tx.$queryRaw`SELECT 1 FROM checkout_sessions WHERE id = ${id}::uuid FOR UPDATE`;
  return readSession(tx, id);
}

/** Compare-and-set of the state from OPEN to COMPLETED. Resolves to whether it was open. */
export async function markCompleted(tx: CheckoutTx, id: string): Promise<boolean> {
  const { count } = await tx.checkoutSession.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'COMPLETED' } });
  return count === 1;
}

function toSession(row: SessionRow): CheckoutSession {
  const amount = (minor: bigint) => ({ minor: Number(minor), currency: row.currency });
  return {
    id: row.id,
    cartId: row.cartId,
    cartVersion: row.cartVersion,
    sessionState: row.state,
    customer: row.customer as unknown as Customer,
    shippingAddress: row.shippingAddress as unknown as Address,
    items: row.items as unknown as OrderItem[],
    subtotal: amount(row.subtotalMinor),
    discounts: amount(row.discountsMinor),
    tax: amount(row.taxMinor),
    total: amount(row.totalMinor),
    couponCode: row.couponCode ?? undefined,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    attempts: row.attempts.map(toAttempt),
  };
}

function toAttempt(row: SessionRow['attempts'][number]): PaymentAttempt {
  const { attempt, clientKey, bodyHash, status, providerKey, orderId, orderNumber } = row;
  const reason = row.reason === null ? undefined : (row.reason as unknown as FailureReason);
  return { attempt, clientKey, bodyHash, status, providerKey, orderId, orderNumber, reason };
}

const asJson = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;
