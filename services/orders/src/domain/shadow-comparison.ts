import type { Money, OrderStatus } from '@sidecart/contracts';
import type { Outcome } from './order.js';

/** What choreography made of an order. */
export interface Acted {
  readonly status: OrderStatus;
  readonly outcome: Outcome;
  readonly step: string | undefined;
  readonly code: string | undefined;
  readonly total: Money | undefined;
}

/** What the workflow would have made of it. */
export interface DryRun {
  readonly outcome: 'completed' | 'failed' | 'review' | 'timed_out';
  readonly step?: string;
  readonly code?: string;
  readonly total?: Money;
}

/** A difference. `byDesign`: it follows from how the two paths are made, and says nothing against either. */
export interface Discrepancy {
  readonly kind: string;
  readonly byDesign: boolean;
}

/** Every kind of difference that was not foreseen. */
export const unforeseenKinds = ['outcome', 'failing_step', 'total'] as const;

/** A kind of difference that was not foreseen. */
export type UnforeseenKind = (typeof unforeseenKinds)[number];

/** What comparing an order came to, in a word. */
export type Comparison = 'same' | 'by_design' | 'different';

/** The word for what was found. */
export const comparisonOf = (found: readonly Discrepancy[]): Comparison =>
  found.length === 0 ? 'same' : found.every(({ byDesign }) => byDesign) ? 'by_design' : 'different';

/** How an order ended in the words both paths share: a dry run undoes nothing, so what was compensated has failed. */
const endOf = ({ outcome }: Acted): DryRun['outcome'] => (outcome === 'compensated' ? 'failed' : outcome);

interface Foreseen {
  readonly kind: string;
  readonly fits: (acted: Acted, dry: DryRun) => boolean;
}

/** What a card or a carrier really does cannot be asked beforehand. */
const unforeseeable: ReadonlySet<string | undefined> = new Set(['ProcessPayment', 'CreateShipment']);
/** What stands in the way of a dry run only because choreography has charged, or undone, the same order meanwhile. */
const ownEffects: ReadonlySet<string | undefined> = new Set([
  ...['PAYMENT_VOIDED', 'SHIPMENT_CANCELLED', 'QUOTE_RELEASED', 'COUPON_EXHAUSTED', 'COUPON_USED_BY_CUSTOMER'],
]);

/** Differences that were foreseen, the first that fits names the case. */
const foreseen: readonly Foreseen[] = [
  // A person ended the order; no run foresees that.
  { kind: 'ended_by_person', fits: (acted) => acted.status === 'CANCELLED' || acted.code === 'BY_OPERATOR' },
  // A flagged order waits for a human in the workflow; events cannot wait, so there it is refused.
  { kind: 'review_instead_of_refusal', fits: (acted, dry) => dry.outcome === 'review' && acted.code === 'FRAUD_REVIEW' },
  {
    kind: 'refusal_not_foreseeable',
    fits: (acted, dry) => dry.outcome === 'completed' && endOf(acted) === 'failed' && unforeseeable.has(acted.step),
  },
  // The workflow looks at the stock first, events after the payment; meanwhile others buy.
  { kind: 'stock_looked_at_earlier', fits: (acted, dry) => dry.code === 'OUT_OF_STOCK' || (acted.code === 'OUT_OF_STOCK' && passedStock(dry)) },
  // Only the workflow asks customers whether they may buy.
  { kind: 'eligibility_not_asked', fits: (_acted, dry) => dry.outcome === 'failed' && dry.step === 'ValidateOrder' },
  { kind: 'own_effect_seen', fits: (acted, dry) => ownEffects.has(dry.code) && acted.code !== dry.code },
];

/** True for a run that found the goods there and nothing else against the order before them. */
const passedStock = ({ outcome, step }: DryRun): boolean => outcome === 'completed' || step === 'CreateShipment';

/** Compares outcome, total and failing step. Empty where the paths agree. */
export function compareRuns(acted: Acted, dry: DryRun): readonly Discrepancy[] {
  const found: Discrepancy[] = [];
  if (endOf(acted) !== dry.outcome) found.push(named('outcome', acted, dry));
  else if (acted.step !== dry.step) found.push(named('failing_step', acted, dry));
  if (!sameMoney(acted.total, dry.total)) found.push({ kind: 'total', byDesign: false });
  return found;
}

function named(kind: Exclude<UnforeseenKind, 'total'>, acted: Acted, dry: DryRun): Discrepancy {
  const known = foreseen.find(({ fits }) => fits(acted, dry));
  return known === undefined ? { kind, byDesign: false } : { kind: known.kind, byDesign: true };
}

/** A run that ended before it had a price says nothing about it. */
const sameMoney = (a: Money | undefined, b: Money | undefined): boolean =>
  a === undefined || b === undefined || (a.minor === b.minor && a.currency === b.currency);
