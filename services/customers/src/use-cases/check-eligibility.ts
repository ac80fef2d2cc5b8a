import type { Customer as Buyer } from '@sidecart/contracts';
import type { Platform } from '@sidecart/platform';
import { decideEligibility, type Eligibility } from '../domain/eligibility.js';
import type { CustomersTx } from '../store/client.js';
import { readStanding } from '../store/customer-store.js';

/** Whether orders of somebody are taken. */
export type CheckEligibility = (buyer: Buyer) => Promise<Eligibility>;

/** What an operator can switch: declined, everybody is as good as blocked. */
export const faultOperations = ['eligibility'] as const;

/** Makes it. */
export function createCheckEligibility({ database, faults }: Platform<CustomersTx>): CheckEligibility {
  return async ({ id, email }) => {
    const declined = (await faults.apply('eligibility', undefined)) === 'decline';
    const standing = await database.transaction((tx) => readStanding(tx, id, email));
    return decideEligibility(declined ? { ...standing, emailBlocked: true } : standing);
  };
}
