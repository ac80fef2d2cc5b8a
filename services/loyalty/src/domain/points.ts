import type { Money } from '@sidecart/contracts';

/** An order that was completed. */
export interface CompletedOrder {
  readonly orderId: string;
  readonly customerId: string;
  /** What was charged. */
  readonly total: Money;
}

/** Money given back for an order. */
export interface Refund {
  readonly refundId: string;
  readonly orderId: string;
  readonly amount: Money;
}

/** One line of the ledger. What is taken back has the refund that took it, and points below or equal to zero. */
export interface Entry {
  readonly customerId: string;
  readonly orderId: string;
  readonly kind: 'earned' | 'taken_back';
  readonly refundId: string | undefined;
  readonly points: number;
}

const MINOR_PER_POINT = 100;

/** The points an order earns: one for each whole hundred of the smallest units charged. */
export const pointsFor = (total: Money): number => Math.floor(total.minor / MINOR_PER_POINT);

/**
 * The points that stay of an order once `refundedMinor` of it was given back: its share of the points, rounded down; never
 * below zero, whatever was given back. It depends on the sum alone, so on no order in which refunds came.
 */
export function pointsLeft(total: Money, refundedMinor: number): number {
  if (refundedMinor >= total.minor) return 0;
  // Points times cents leaves the safe integers long before either does.
  return Number((BigInt(pointsFor(total)) * BigInt(total.minor - refundedMinor)) / BigInt(total.minor));
}

/** Every entry of an order, from what it earned, through each refund in the order given, to what is left. */
export function ledgerOf(order: CompletedOrder, refunds: readonly Refund[]): readonly Entry[] {
  const { orderId, customerId, total } = order;
  const entries: Entry[] = [{ customerId, orderId, kind: 'earned', refundId: undefined, points: pointsFor(total) }];
  let refundedMinor = 0;
  for (const { refundId, amount } of refunds) {
    const before = pointsLeft(total, refundedMinor);
    refundedMinor = Math.min(total.minor, refundedMinor + amount.minor);
    entries.push({ customerId, orderId, kind: 'taken_back', refundId, points: pointsLeft(total, refundedMinor) - before });
  }
  return entries;
}

/** A refund that is not in the currency that was charged: no share of the order can be told from it. */
export const inOtherCurrency = ({ total }: CompletedOrder, refunds: readonly Refund[]): Refund | undefined =>
  refunds.find(({ amount }) => amount.currency !== total.currency);
