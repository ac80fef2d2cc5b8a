import { MIXED_SIGNALS, RULES, RULES_VERSION } from './rules.js';
import type { Settings, Signals } from './signals.js';

/** What becomes of an order: taken, looked at by somebody, or not taken. */
export type Decision = 'approve' | 'review' | 'reject';

/** Why an order has points. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly points: number;
}

/** What the rules say of an order. */
export interface Assessment {
  readonly decision: Decision;
  /** 0 to 100; the points above 100 are not counted. */
  readonly score: number;
  readonly reasons: readonly Reason[];
  /** The version of the rules. */
  readonly rules: string;
}

/** What somebody switched on for a demonstration, whatever the rules say. */
export type Demand = 'review' | 'reject' | undefined;

const DEMANDED = {
  review: { code: 'REVIEW_DEMANDED', message: 'A review was asked for by a fault switch.' },
  reject: { code: 'REJECT_DEMANDED', message: 'A rejection was asked for by a fault switch.' },
};

/** Applies the rules. The same signals and settings give the same assessment; a demand never lowers a score. */
export function assess(signals: Signals, settings: Settings, demand?: Demand): Assessment {
  const found = RULES.map(({ code, message, points }) => ({ code, message, points: points(signals, settings) })).filter(counts);
  const mixed = found.length >= MIXED_SIGNALS.from ? [reason(MIXED_SIGNALS, MIXED_SIGNALS.points)] : [];
  const byRules = [...found, ...mixed];
  const reasons = [...byRules, ...demanded(demand, settings, sum(byRules))];
  const score = Math.min(100, sum(reasons));
  return { decision: decide(score, settings), score, reasons, rules: RULES_VERSION };
}

function decide(score: number, { reviewAt, rejectAt }: Settings): Decision {
  if (score >= rejectAt) return 'reject';
  return score >= reviewAt ? 'review' : 'approve';
}

/** The points still missing for what is demanded, so that a decision always follows from its score. */
function demanded(demand: Demand, { reviewAt, rejectAt }: Settings, reached: number): readonly Reason[] {
  if (demand === undefined) return [];
  return [reason(DEMANDED[demand], (demand === 'review' ? reviewAt : rejectAt) - reached)].filter(counts);
}

const reason = ({ code, message }: Omit<Reason, 'points'>, points: number): Reason => ({ code, message, points });
const counts = ({ points }: Reason): boolean => points > 0;
const sum = (reasons: readonly Reason[]): number => reasons.reduce((total, { points }) => total + points, 0);
