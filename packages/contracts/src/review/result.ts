import type { Affected } from './affected';
import type { ApprovalFault } from './approvals';
import type { Rules } from './catalog';
import type { ContractKind } from './contract';
import type { Finding } from './finding';
import type { Revision } from './git';
import type { Comparison } from './judge';
import type { Needed } from './versions';

/** How a contract differs from the revision it is reviewed against. */
export interface Changes {
  readonly added: readonly string[];
  readonly edited: readonly string[];
  readonly deleted: readonly string[];
  /** What it most likely became, if it is gone. */
  readonly renamedTo?: string;
  /** Whether its catalog entry changed. */
  readonly catalog: boolean;
}

/** `accepted` is refused but for approvals; `undecided` fails closed with exit code 2. */
export type ReviewVerdict = 'ok' | 'accepted' | 'refused' | 'undecided';

/** The review of one contract, over all of its versions. */
export interface ContractReview {
  readonly name: string;
  readonly kind: ContractKind;
  readonly rules: Rules;
  readonly changes: Changes;
  readonly verdict: ReviewVerdict;
  /** The number the change needs; none where there is nothing to publish. */
  readonly needed?: Needed;
  readonly comparisons: readonly Comparison[];
  readonly findings: readonly Finding[];
  readonly affected: Affected;
}

/** The review of everything that differs. */
export interface Review {
  readonly against: Revision;
  readonly verdict: ReviewVerdict;
  /** 0 nothing stands in the way, 1 something does, 2 something could not be loaded or decided. */
  readonly exitCode: 0 | 1 | 2;
  readonly contracts: readonly ContractReview[];
  readonly approvals: readonly ApprovalFault[];
  readonly approvalsFile: string;
}

/** What findings amount to. */
export function verdictOf(findings: readonly Finding[]): ReviewVerdict {
  const errors = findings.filter(({ level }) => level === 'error');
  const open = errors.filter(({ approval }) => !approval);
  if (open.some(({ undecided }) => undecided)) return 'undecided';
  if (open.length > 0) return 'refused';
  return errors.length > 0 ? 'accepted' : 'ok';
}

/** The worst of several verdicts. */
export function worstOf(verdicts: readonly ReviewVerdict[]): ReviewVerdict {
  return (['undecided', 'refused', 'accepted'] as const).find((one) => verdicts.includes(one)) ?? 'ok';
}
