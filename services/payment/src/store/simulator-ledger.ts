import type { Clock, Database, Money, NewId } from '@sidecart/platform';
import type { FailureReason, RefundOutcome } from '../domain/payment.js';
import type { SimulatorCharge as ChargeRow } from '../generated/prisma/client.js';
import type { Ledger, LedgerCapture, LedgerCharge } from '../provider/ledger.js';
import type { PaymentTx } from './client.js';
import { createSimulatorBooks, lockCharge, ripen } from './simulator-books.js';

/** The simulator's ledger in payment's database. Every method is a transaction of its own, as the provider's would be. */
export function createSimulatorLedger(database: Database<PaymentTx>, newId: NewId, clock: Clock): Ledger {
  const captureId = (): string => `sim_ch_${newId()}`;
  return {
    ...createSimulatorBooks(database, clock),
    countRequest: (key) => database.transaction((tx) => countRequest(tx, key)),
    find: (key) =>
      database.transaction(async (tx) => {
        await ripen(tx, key, clock.now());
        return findCharge(tx, key);
      }),
    capture: (request) => database.transaction((tx) => capture(tx, request, { captureId: captureId(), at: clock.now() })),
    captureLater: (request, afterMs) =>
      database.transaction((tx) => captureLater(tx, request, { captureId: captureId(), at: new Date(clock.now().getTime() + afterMs) })),
    refund: (key, id, amount) => database.transaction((tx) => refund(tx, key, id, amount)),
    void: (key) => database.transaction((tx) => voidKey(tx, key, clock.now())),
  };
}

/** The id of a charge to be made, and when it is. */
interface Making {
  readonly captureId: string;
  readonly at: Date;
}

async function countRequest(tx: PaymentTx, key: string): Promise<number> {
  const where = { key };
  const row = await tx.simulatorRequest.upsert({ where, create: { key, count: 1 }, update: { count: { increment: 1 } } });
  return row.count;
}

async function findCharge(tx: PaymentTx, key: string): Promise<LedgerCharge | 'voided' | undefined> {
  if (await tx.simulatorVoid.findUnique({ where: { key } })) return 'voided';
  const row = await tx.simulatorCharge.findUnique({ where: { key } });
  return row ? toCharge(row) : undefined;
}

async function capture(tx: PaymentTx, request: LedgerCapture, { captureId, at }: Making): Promise<LedgerCharge | 'voided'> {
  await lockCharge(tx, request.key);
  const known = await findCharge(tx, request.key);
  if (known) return known;
  const row = await tx.simulatorCharge.create({
    data: {
      key: request.key,
      captureId,
      amountMinor: BigInt(request.amount.minor),
      currency: request.amount.currency,
      cardToken: request.cardToken,
      status: request.decline ? 'declined' : 'captured',
      declineCode: request.decline?.code ?? null,
      declineReason: request.decline?.message ?? null,
      createdAt: at,
    },
  });
  return toCharge(row);
}

async function captureLater(tx: PaymentTx, { key, amount, cardToken }: LedgerCapture, { captureId, at }: Making): Promise<void> {
  const row = { key, captureId, amountMinor: BigInt(amount.minor), currency: amount.currency, cardToken, dueAt: at };
  await tx.simulatorLateCapture.createMany({ data: [row], skipDuplicates: true });
}

async function refund(tx: PaymentTx, key: string, captureId: string, amount: Money): Promise<RefundOutcome> {
  const charge = await tx.simulatorCharge.findUnique({ where: { captureId } });
  if (!charge) return { type: 'refused', reason: 'no such capture' };
  await lockCharge(tx, charge.key);
  if (await tx.simulatorRefund.findUnique({ where: { key } })) return { type: 'refunded' };
  const amountMinor = BigInt(amount.minor);
  const { count } = await tx.simulatorCharge.updateMany({
    where: { key: charge.key, status: 'captured', refundedMinor: { lte: charge.amountMinor - amountMinor } },
    data: { refundedMinor: { increment: amountMinor } },
  });
  if (count === 0) return { type: 'refused', reason: 'more than is left of the capture' };
  await tx.simulatorRefund.create({ data: { key, captureId, amountMinor } });
  return { type: 'refunded' };
}

async function voidKey(tx: PaymentTx, key: string, now: Date): Promise<number> {
  await ripen(tx, key, now);
  const before = await tx.simulatorVoid.findUnique({ where: { key } });
  if (before) return Number(before.returnedMinor);
  const charge = await tx.simulatorCharge.findUnique({ where: { key } });
  const left = charge?.status === 'captured' ? charge.amountMinor - charge.refundedMinor : 0n;
  if (left > 0n) await tx.simulatorCharge.update({ where: { key }, data: { refundedMinor: { increment: left } } });
  await tx.simulatorVoid.create({ data: { key, returnedMinor: left, createdAt: now } });
  return Number(left);
}

function toCharge(row: ChargeRow): LedgerCharge {
  return {
    captureId: row.captureId,
    amount: { minor: Number(row.amountMinor), currency: row.currency },
    cardToken: row.cardToken,
    decline: toDecline(row),
  };
}

function toDecline(row: ChargeRow): FailureReason | undefined {
  if (row.status !== 'declined') return undefined;
  return { code: row.declineCode ?? 'DECLINED', message: row.declineReason ?? 'The card was declined.' };
}
