import type { DifferenceType } from './diff/catalogue';
import type { Json } from './json';

/** BACKWARD: what was valid stays valid. FORWARD: what will be valid was valid. FULL: both. */
export type Mode = 'backward' | 'forward' | 'full';

/** `lenient` lets pass what breaks only in theory on open and closed content models. */
export type Policy = 'strict' | 'lenient';

/** The four ways a comparison can end; only the first is exit code 0, the last is 2. */
export type Verdict = 'compatible' | 'breaking' | 'breaking-without-witness' | 'undecided';

/** One difference between two schemas. */
export interface Difference {
  type: DifferenceType;
  /** JSON pointer into the new schema; into the old one when the new has nothing there. */
  path: string;
  old: Json;
  new: Json;
  /** Whether it breaks the mode asked for, under the policy asked for. */
  breaking: boolean;
  reason: string;
}

/** One direction that had to hold. */
export interface DirectionProof {
  direction: 'backward' | 'forward';
  result: 'proved' | 'tolerated' | 'refuted' | 'undecided';
  reason: string;
}

/** How the verdict was reached. */
export interface Proof {
  result: 'proved' | 'tolerated' | 'refuted' | 'undecided';
  directions: DirectionProof[];
}

/** The outcome of comparing two schemas. */
export interface CompareResult {
  compatible: boolean;
  mode: Mode;
  policy: Policy;
  verdict: Verdict;
  differences: Difference[];
  /** An instance that breaks: valid under one schema, invalid under the other, as the proof says. */
  witness?: Json;
  proof: Proof;
}

/** Exit codes: 0 compatible, 1 incompatible, 2 undecided. */
export function exitCodeOf(verdict: Verdict): 0 | 1 | 2 {
  return verdict === 'compatible' ? 0 : verdict === 'undecided' ? 2 : 1;
}
