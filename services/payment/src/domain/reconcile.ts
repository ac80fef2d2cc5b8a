import type { Money } from '@sidecart/platform';
import type { Payment } from './payment.js';

/** A capture as the provider's books show it; what was refused is not in them. */
export interface BookEntry {
  readonly key: string;
  readonly captureId: string;
  readonly captured: Money;
  /** Given back so far, minor units. */
  readonly refundedMinor: number;
  readonly at: Date;
}

/** Every kind of finding. */
export const findingKinds = ['ORPHAN_CAPTURE', 'HELD_TOO_MUCH', 'HELD_TOO_LITTLE', 'UNDECIDED', 'NOT_UNDONE'] as const;

/**
 * What can be wrong. `ORPHAN_CAPTURE`: the provider holds money that no captured payment stands for. `HELD_TOO_MUCH`,
 * `HELD_TOO_LITTLE`: it holds another sum than the payment says. `UNDECIDED`: nobody knows the outcome, for too long.
 * `NOT_UNDONE`: the key was barred, and its money has not gone back for too long.
 */
export type FindingKind = (typeof findingKinds)[number];

/** One thing that is wrong under one key. */
export interface Finding {
  readonly kind: FindingKind;
  readonly key: string;
  readonly paymentId: string | undefined;
  readonly orderId: string | undefined;
  /** What the provider holds, minor units; absent where it knows of no capture. */
  readonly heldByProvider: number | undefined;
  /** What our books say it holds, minor units. */
  readonly heldByUs: number;
  readonly currency: string | undefined;
}

/** One key in both books. */
export interface Compared {
  readonly key: string;
  readonly payment: Payment | undefined;
  readonly entry: BookEntry | undefined;
  readonly tombstoned: boolean;
  /** Nothing has changed on the payment for a while, so what is under way should have ended. */
  readonly settled: boolean;
}

/** Holds one key of both books against each other. What is still under way is nobody's fault yet. */
export function compareBooks({ key, payment, entry, tombstoned, settled }: Compared): Finding | undefined {
  const heldByProvider = entry && entry.captured.minor - entry.refundedMinor;
  const heldByUs = payment?.capture ? payment.amount.minor - payment.refundedMinor : 0;
  const kind = judge({ payment, held: heldByProvider ?? 0, heldByUs, tombstoned, settled });
  if (kind === undefined) return undefined;
  const currency = entry?.captured.currency ?? payment?.amount.currency;
  return { kind, key, paymentId: payment?.id, orderId: payment?.orderId, heldByProvider, heldByUs, currency };
}

interface Holdings extends Pick<Compared, 'payment' | 'tombstoned' | 'settled'> {
  readonly held: number;
  readonly heldByUs: number;
}

function judge({ payment, held, heldByUs, tombstoned, settled }: Holdings): FindingKind | undefined {
  if (payment === undefined) return held > 0 ? 'ORPHAN_CAPTURE' : undefined;
  if (!settled) return undefined;
  if (payment.status === 'PENDING') return tombstoned ? 'NOT_UNDONE' : 'UNDECIDED';
  if (held > heldByUs) return heldByUs === 0 ? 'ORPHAN_CAPTURE' : 'HELD_TOO_MUCH';
  if (held < heldByUs) return 'HELD_TOO_LITTLE';
  return tombstoned && heldByUs > 0 ? 'NOT_UNDONE' : undefined;
}
