import type { Status, Tier } from './customer.js';

/** What is on record about somebody who wants to buy. */
export interface Standing {
  /** Null for somebody who is not on record. */
  readonly status: Status | null;
  readonly tier: Tier | null;
  /** Whether the e-mail address is that of anybody who is blocked. */
  readonly emailBlocked: boolean;
}

/** Whether orders of somebody are taken. */
export interface Eligibility {
  readonly eligible: boolean;
  /** False for a guest. */
  readonly known: boolean;
  readonly tier: Tier;
  readonly reason?: { readonly code: 'CUSTOMER_BLOCKED'; readonly message: string };
}

/** Decides it: guests may buy. A refusal does not say whether the id or the address is blocked, nor why. */
export function decideEligibility({ status, tier, emailBlocked }: Standing): Eligibility {
  const who = { known: status !== null, tier: tier ?? 'NONE' };
  if (status !== 'BLOCKED' && !emailBlocked) return { eligible: true, ...who };
  return { eligible: false, ...who, reason: { code: 'CUSTOMER_BLOCKED', message: 'Orders of this customer are not taken.' } };
}
